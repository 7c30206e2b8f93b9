package operation

import (
	"context"
	"time"
)

// Kind is what an operation does.
type Kind string

// The kinds of operation.
const (
	CreateSnapshot Kind = "create-snapshot"
	DeleteSnapshot Kind = "delete-snapshot"
	EditSnapshot   Kind = "edit-snapshot"
	LabelSnapshot  Kind = "label-snapshot"
	LockSnapshot   Kind = "lock-snapshot"
	UnlockSnapshot Kind = "unlock-snapshot"
	CreateVolume   Kind = "create-volume"  // from a snapshot
	RestoreVolume  Kind = "restore-volume" // overwrites it with a snapshot
	AttachVolume   Kind = "attach-volume"
	StopServer     Kind = "stop-server"
	StartServer    Kind = "start-server"
)

// OnSnapshot reports whether the kind changes a snapshot that exists. Such calls do not
// concern any data center: the cloud takes them in a queue of the contract (API reference 5).
func (k Kind) OnSnapshot() bool {
	switch k {
	case DeleteSnapshot, EditSnapshot, LabelSnapshot, LockSnapshot, UnlockSnapshot:
		return true
	default:
		return false
	}
}

// craft is what is particular to a kind of operation.
type craft struct {
	words phrases
	// check looks before the call is made for the first time and again. A failure ends the
	// operation unsent; done means that what is wanted is so already. It may be nil.
	check func(*Engine, context.Context, Operation) (verdict, error)
	// send makes the call, once.
	send func(*Engine, context.Context, Operation) (Receipt, error)
	// look finds out whether the call was carried out.
	look func(*Engine, context.Context, Operation) (proof, error)
	// follow tells from the thing itself whether the operation is done, once its request is.
	follow func(*Engine, context.Context, Operation) (time.Duration, error)
}

// verdict is what looking before a call showed.
type verdict struct {
	failure *Failure
	done    string // a sentence when what is wanted is so already; empty otherwise
}

func (k Kind) craft() craft {
	switch k {
	case DeleteSnapshot:
		return craft{deletionWords(), (*Engine).checkDelete, (*Engine).sendDelete, (*Engine).lookGone, (*Engine).followWanted}
	case EditSnapshot:
		return craft{editWords(), (*Engine).checkEdit, (*Engine).sendEdit, (*Engine).lookEdited, (*Engine).followWanted}
	case LabelSnapshot, LockSnapshot, UnlockSnapshot:
		return craft{labelWords(k), nil, (*Engine).sendLabels, (*Engine).lookLabelled, (*Engine).followWanted}
	case CreateVolume:
		return craft{volumeWords(), nil, (*Engine).sendVolume, (*Engine).lookVolume, (*Engine).followVolume}
	case RestoreVolume:
		return craft{restoreWords(), (*Engine).checkRestore, (*Engine).sendRestore, (*Engine).lookRestore, (*Engine).followRestore}
	case AttachVolume:
		return craft{attachWords(), (*Engine).checkServer, (*Engine).sendAttach, (*Engine).lookServer, (*Engine).followWanted}
	case StopServer:
		return craft{stopWords(), (*Engine).checkServer, (*Engine).sendPower, (*Engine).lookServer, (*Engine).followWanted}
	case StartServer:
		return craft{startWords(), (*Engine).checkServer, (*Engine).sendPower, (*Engine).lookServer, (*Engine).followWanted}
	default:
		return craft{snapshotWords(), nil, (*Engine).sendCreate, (*Engine).lookMarked, (*Engine).followSnapshot}
	}
}
