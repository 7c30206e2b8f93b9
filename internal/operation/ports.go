package operation

import (
	"context"
	"errors"
	"time"

	"snapdeck/internal/inventory"
)

// The errors of a Ledger.
var (
	ErrNoOperation = errors.New("no such operation")
	ErrStale       = errors.New("the operation was changed meanwhile")
	ErrTransition  = errors.New("the operation cannot go to that state")
	ErrArchived    = errors.New("it was carried out and archived")
)

// Receipt is the cloud's 202 to a call (API reference 3 and 5). Labels are written at once, so
// that they have no request.
type Receipt struct {
	SnapshotID string
	VolumeID   string // of a new volume
	RequestID  string
}

// Cloud is what the engine calls of the cloud. Every error is or wraps an *inventory.APIError.
// All methods may be called concurrently.
type Cloud interface {
	Snapshots
	Volumes
	Servers
	// Labels lists the labels of all resources of the contract.
	Labels(ctx context.Context) (inventory.Listing[inventory.Label], error)
	// Request returns one request with its status.
	Request(ctx context.Context, id string) (inventory.Request, error)
	// RequestsSince lists the requests created at or after a time, of any method and in any status, with their bodies.
	RequestsSince(ctx context.Context, since time.Time) (inventory.Listing[inventory.Request], error)
}

// Snapshots are the calls on snapshots.
type Snapshots interface {
	// CreateSnapshot asks for a snapshot, once: it never repeats the call by itself. A fault
	// that is Ambiguous means that the cloud may have carried it out. params.Description is
	// sent as given, marker included.
	CreateSnapshot(ctx context.Context, datacenterID, volumeID string, params CreateParams) (Receipt, error)
	// DeleteSnapshot asks for a snapshot to be deleted, once. A snapshot that is not there is a
	// fault of kind inventory.ErrNotFound.
	DeleteSnapshot(ctx context.Context, id string) (Receipt, error)
	// Snapshot returns one snapshot, or a fault of kind inventory.ErrNotFound.
	Snapshot(ctx context.Context, id string) (inventory.Snapshot, error)
	// Snapshots lists all snapshots of the contract.
	Snapshots(ctx context.Context) (inventory.Listing[inventory.Snapshot], error)
	// EditSnapshot asks for fields of a snapshot to be changed, once; the others are not sent.
	EditSnapshot(ctx context.Context, id string, changes []FieldChange) (Receipt, error)
	// SnapshotLabels returns the labels of a snapshot, by their keys.
	SnapshotLabels(ctx context.Context, snapshotID string) (map[string]string, error)
	// SetSnapshotLabel creates a label or changes its value; setting it twice does no harm.
	SetSnapshotLabel(ctx context.Context, snapshotID, key, value string) error
	// RemoveSnapshotLabel removes a label. One that is not there is a fault of kind inventory.ErrNotFound.
	RemoveSnapshotLabel(ctx context.Context, snapshotID, key string) error
}

// Volumes are the calls on volumes, each made once, never repeated by itself.
type Volumes interface {
	// Volume returns one volume, or a fault of kind inventory.ErrNotFound.
	Volume(ctx context.Context, datacenterID, id string) (inventory.Volume, error)
	// CreateVolume asks for a new volume with what a snapshot holds.
	CreateVolume(ctx context.Context, datacenterID, snapshotID string, v NewVolume) (Receipt, error)
	// VolumeLabels returns the labels of a volume, by their keys.
	VolumeLabels(ctx context.Context, datacenterID, id string) (map[string]string, error)
	// SetVolumeLabel creates a label or changes its value; setting it twice does no harm.
	SetVolumeLabel(ctx context.Context, datacenterID, id, key, value string) error
	// RemoveVolumeLabel removes a label. One that is not there is a fault of kind inventory.ErrNotFound.
	RemoveVolumeLabel(ctx context.Context, datacenterID, id, key string) error
	// RestoreSnapshot asks for a volume to be overwritten with what a snapshot holds.
	RestoreSnapshot(ctx context.Context, datacenterID, volumeID, snapshotID string) (Receipt, error)
}

// Servers are the calls on servers, each made once, never repeated by itself.
type Servers interface {
	// Server returns one server with the ids of its attached volumes, or a fault of kind inventory.ErrNotFound.
	Server(ctx context.Context, datacenterID, id string) (inventory.Server, error)
	// AttachVolume asks for a volume of the same data center to be attached.
	AttachVolume(ctx context.Context, datacenterID, serverID, volumeID string) (Receipt, error)
	// Servers lists the servers of a data center with the ids of their attached volumes.
	Servers(ctx context.Context, datacenterID string) (inventory.Listing[inventory.Server], error)
	// StopServer asks for a server to be powered off (forced, API reference 3).
	StopServer(ctx context.Context, datacenterID, serverID string) (Receipt, error)
	// StartServer asks for a server to be started.
	StartServer(ctx context.Context, datacenterID, serverID string) (Receipt, error)
}

// Ledger stores operations. All methods may be called concurrently.
type Ledger interface {
	BackupHold
	// Submit stores new operations with their first stages, their holds and the jobs that will
	// advance them, in one transaction. What was recorded before by the same form, or is open on the
	// same thing, decides it as Submission says.
	Submit(ctx context.Context, s Submission) (Result, error)
	// Operation returns one operation with its stages, or ErrNoOperation.
	Operation(ctx context.Context, id string) (Operation, error)
	// Save stores a changed operation if its Version is still the stored one, else ErrStale.
	// A new state must be one that may follow the stored one, else ErrTransition. stage, when
	// not nil, is added to the history in the same transaction. When the operation is the last of
	// its chain to end, what the chain holds is free. It returns the operation as stored.
	Save(ctx context.Context, op Operation, stage *Stage) (Operation, error)
	// Start is Save for an operation that begins: in the same transaction it takes what the
	// operation needs for itself. When that is not free, nothing is stored and blocked says why.
	Start(ctx context.Context, op Operation, stage Stage, terms Terms) (stored Operation, blocked *Blocked, err error)
	// Position tells what is ahead of an operation, as Start would, without storing anything.
	Position(ctx context.Context, op Operation, terms Terms) (Blocked, error)
	// Next lists the ids of the operations that are the next to begin in a lane, at most n.
	Next(ctx context.Context, lane string, now time.Time, n int) ([]string, error)
	// Pause lets nothing begin in a lane, or by ContractLane in any, until a time. A later end wins.
	Pause(ctx context.Context, lane string, until time.Time) error
	// Busy notes that IONOS Cloud called a thing of a lane busy, and returns on how many different
	// things in a row it did. Free forgets that, and ends a pause of the lane.
	Busy(ctx context.Context, lane, target string) (times int, err error)
	Free(ctx context.Context, lane string) error
	// Move gives operations that have not begun a new rank, in one transaction, with a stage each.
	Move(ctx context.Context, ids []string, rank int64, stage Stage) ([]Operation, error)
	// FirstPriority is the lowest rank of the operations in a lane that have not begun, or 0.
	FirstPriority(ctx context.Context, lane string) (int64, error)
	// CancelBatch cancels every operation of a batch that CanBeCancelled, in one transaction:
	// none that has begun, and all others or none. Each gets the stage and a new version, so that
	// whoever has read it before finds it stale. It returns the cancelled ones as stored.
	CancelBatch(ctx context.Context, batch string, stage Stage) (cancelled []Operation, err error)
	// IncompleteOn lists the operations on some snapshots with anything left to do, with their
	// stages, in any order.
	IncompleteOn(ctx context.Context, snapshotIDs []string) ([]Operation, error)
	// Holder returns the operation that began the chain which holds a resource for itself or needs
	// it, other than the given chain; found is false when there is none.
	Holder(ctx context.Context, resource, except string) (op Operation, found bool, err error)
	// Owners tells which operations know some requests as their own, by the ids of the requests.
	Owners(ctx context.Context, requestIDs []string) (map[string]string, error)
	// Incomplete lists the operations with anything left to do, oldest first, with their stages.
	Incomplete(ctx context.Context) ([]Operation, error)
	// List returns a page of operations, newest first, with their stages, and how many match in all.
	List(ctx context.Context, filter Filter) (page []Operation, total int, err error)
}

// Submission is what is recorded together.
type Submission struct {
	Ops []Operation // of one form: all have the same Key
	// Exclusive refuses, by a *KeyUsedError, a form that was sent before with other content. Otherwise
	// the other content is something new.
	Exclusive bool
	// SkipOpen leaves out what is open on the same thing. Otherwise that is an *OpenError.
	SkipOpen bool
}

// Terms are what an operation needs to begin.
type Terms struct {
	Now     time.Time
	Width   int       // how many operations a data center is given at a time
	Stuck   time.Time // what was accepted before and has not ended does not hold the lane
	Witness []string  // ids of snapshots that must stay while this one is deleted
}

// Blocked is why an operation cannot begin yet. The zero value is that it can.
type Blocked struct {
	Ahead    int       // operations of the lane that come first
	InFlight int       // those of them that have begun
	Until    time.Time // until when the lane, or all, is paused
	Chain    string    // id of the chain that has what the operation needs
	Lost     bool      // its snapshot is needed by a chain, or a witness of its is being deleted
	Contract bool      // the pause is of the whole contract
}

// Filter chooses operations. Empty fields choose all.
type Filter struct {
	VolumeID   string // what it works on, or what it made
	SnapshotID string
	Key        string
	Batch      string
	RetryOf    string // what it tries again
	Chain      string
	Resent     bool // those that may have reached IONOS Cloud more than once
	Prevented  bool // those that ended by one of Causes
	Actor      string
	States     []State
	Kinds      []Kind
	Query      string // found in the names of the volume, data center or snapshot, or in an id
	Since      time.Time
	Until      time.Time // those that were requested before
	Planned    bool      // those that rest on purpose, so that they can be undone
	NotPlanned bool      // all but those
	Leading    bool      // of each batch the first alone
	Offset     int
	Limit      int // at most this many; 0 means 50
}

// Inventory is what the engine looks at before it asks the cloud itself: the mirror's view.
type Inventory interface {
	View() *inventory.View
	ReadAt(part inventory.Resource) time.Time
	Refresh(read ...inventory.Resource)
	// Inferences are what is inferred of the sources of the snapshots in a view.
	Inferences(view *inventory.View) *inventory.Inferences
}
