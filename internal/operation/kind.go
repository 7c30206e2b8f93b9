package operation

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
)

// Kind is the kind of an operation.
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

// OnSnapshot reports whether the kind changes an existing snapshot. Such calls do not concern any data center:
// the API queues them per contract (docs/ionos-api.md 5).
func (k Kind) OnSnapshot() bool { return k.spec().onSnapshot }

// Destroys reports whether the effect of the kind cannot be undone in IONOS Cloud: it deletes, overwrites or
// powers off.
func (k Kind) Destroys() bool { return k.spec().destroys }

// kindSpec defines a kind of operation. A test checks that every kind has a complete one.
type kindSpec struct {
	messages messages

	onSnapshot    bool // it changes an existing snapshot
	destroys      bool // its effect cannot be undone
	needsSnapshot bool // its snapshot must stay until its chain has ended, and other operations must not change its volume
	restores      bool // it only restores a former state, so nothing forbids it
	single        bool // one at a time for each target
	ownLane       bool // it neither waits for its data center nor blocks it

	// prohibitions may forbid it; they are read from IONOS Cloud right before each send.
	prohibitions []prohibition
	// precheck checks whether the call is still needed and possible. It may be nil.
	precheck func(*Engine, context.Context, Operation, *evidence) (precheckResult, error)
	// send makes the call, once.
	send func(*Engine, context.Context, Operation) (Receipt, error)
	// request returns a function that recognises the operation's own request; nil for calls without requests.
	request func(*Engine, context.Context, Operation) (func(inventory.Request) bool, error)
	// applied reports whether the requested state is reached; nil where the state proves nothing.
	applied func(*Engine, context.Context, Operation) (bool, error)
	// verify finds out whether the call was applied.
	verify func(*Engine, context.Context, Operation) (verification, error)
	// poll checks the resource itself for completion, once the request is done.
	poll func(*Engine, context.Context, Operation) (time.Duration, error)
}

// spec returns the spec of a kind. An unknown kind, as after a downgrade, has an empty one.
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

// Slot is what an open operation reserves, which prevents a second one of its kind on the same target; empty
// when it reserves nothing. A database constraint enforces it.
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

// open reports whether the operation may still take effect, as a restore of unknown outcome may.
func (o Operation) open() bool {
	return !o.State.Final() || o.State == Unknown && o.Kind == RestoreVolume
}
