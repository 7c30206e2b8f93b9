package operation

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
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
	LabelVolume    Kind = "label-volume"
	CreateVolume   Kind = "create-volume"  // from a snapshot
	RestoreVolume  Kind = "restore-volume" // overwrites it with a snapshot
	AttachVolume   Kind = "attach-volume"
	StopServer     Kind = "stop-server"
	StartServer    Kind = "start-server"
)

// Kinds lists the kinds of operation.
func Kinds() []Kind {
	return []Kind{
		CreateSnapshot, DeleteSnapshot, EditSnapshot, LabelSnapshot, LockSnapshot, UnlockSnapshot,
		LabelVolume, CreateVolume, RestoreVolume, AttachVolume, StopServer, StartServer,
	}
}

// OnSnapshot reports whether the kind changes a snapshot that exists. Such calls do not
// concern any data center: the cloud takes them in a queue of the contract (API reference 5).
func (k Kind) OnSnapshot() bool { return k.spec().onSnapshot }

// Destroys reports whether what the kind does cannot be undone in IONOS Cloud: it deletes,
// overwrites or powers off.
func (k Kind) Destroys() bool { return k.spec().destroys }

// kindSpec is what is particular to a kind of operation. A test holds that every kind has a whole one.
type kindSpec struct {
	messages messages

	onSnapshot    bool // it changes a snapshot that exists
	destroys      bool // what it does cannot be undone
	needsSnapshot bool // its snapshot must stay until its chain has ended, and others must stay off its volume
	restores      bool // it only restores the former state, so that nothing forbids it
	single        bool // one at a time for each thing
	ownLane       bool // it neither waits for its data center nor keeps it busy

	// prohibitions are what may forbid it, read from IONOS Cloud right before each send.
	prohibitions []prohibition
	// precheck looks whether the call is still wanted and possible. It may be nil.
	precheck func(*Engine, context.Context, Operation, *evidence) (precheckResult, error)
	// send makes the call, once.
	send func(*Engine, context.Context, Operation) (Receipt, error)
	// request tells the operation's own request from others; nil for calls that make none.
	request func(*Engine, context.Context, Operation) (func(inventory.Request) bool, error)
	// applied finds out whether things are as the operation wants them; nil where they cannot tell.
	applied func(*Engine, context.Context, Operation) (bool, error)
	// verify finds out whether the call was carried out.
	verify func(*Engine, context.Context, Operation) (verification, error)
	// poll tells from the thing itself whether the operation is done, once its request is.
	poll func(*Engine, context.Context, Operation) (time.Duration, error)
}

// spec returns the spec of a kind. An unknown kind, as an older program may meet, has none.
func (k Kind) spec() kindSpec {
	switch k {
	case CreateSnapshot:
		return createSnapshotSpec()
	case DeleteSnapshot:
		return deleteSnapshotSpec()
	case EditSnapshot:
		return editSnapshotSpec()
	case LabelSnapshot, LockSnapshot, UnlockSnapshot:
		return labelSnapshotSpec(k)
	case LabelVolume:
		return labelVolumeSpec()
	case CreateVolume:
		return createVolumeSpec()
	case RestoreVolume:
		return restoreVolumeSpec()
	case AttachVolume:
		return attachVolumeSpec()
	case StopServer:
		return stopServerSpec()
	case StartServer:
		return startServerSpec()
	default:
		return kindSpec{}
	}
}

// Slot names what an open operation has for itself, so that there is no second one of its kind on
// the same thing; empty when it has nothing. A database constraint holds it.
func (o Operation) Slot() string {
	if !o.Kind.spec().single || !o.open() {
		return ""
	}
	switch o.Kind {
	case StopServer, StartServer:
		if o.Chain != "" || o.Task.Server == nil {
			return "" // its chain holds the server
		}
		return string(o.Kind) + ":" + o.Task.Server.ID
	case RestoreVolume, LabelVolume:
		return string(o.Kind) + ":" + o.VolumeID
	default:
		return string(o.Kind) + ":" + o.SnapshotID
	}
}

// open reports whether the operation may still take effect. A restore of unknown outcome may.
func (o Operation) open() bool {
	return !o.State.Final() || o.State == Unknown && o.Kind == RestoreVolume
}
