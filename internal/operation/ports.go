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
	ErrStale       = errors.New("the operation was changed in the meantime")
	ErrTransition  = errors.New("the operation cannot go to that state")
	ErrArchived    = errors.New("it was carried out and archived")
)

// Receipt is a 202 response (docs/ionos-api.md 3 and 5). Labels change at once and have no request.
type Receipt struct {
	SnapshotID string
	VolumeID   string // of a new volume
	RequestID  string
}

// Cloud is the API as the engine uses it. Every error is or wraps an *inventory.APIError. All methods are safe
// for concurrent use.
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
	// CreateSnapshot requests a snapshot, once: it never retries by itself. An Ambiguous error means that the
	// request may have been applied. params.Description is sent as given, marker included.
	CreateSnapshot(ctx context.Context, datacenterID, volumeID string, params CreateParams) (Receipt, error)
	// DeleteSnapshot requests the deletion of a snapshot, once. A missing one is an error of kind
	// inventory.ErrNotFound.
	DeleteSnapshot(ctx context.Context, id string) (Receipt, error)
	// Snapshot returns one snapshot, or an error of kind inventory.ErrNotFound.
	Snapshot(ctx context.Context, id string) (inventory.Snapshot, error)
	// Snapshots lists all snapshots of the contract.
	Snapshots(ctx context.Context) (inventory.Listing[inventory.Snapshot], error)
	// EditSnapshot requests changes of a snapshot's fields, once; other fields are not sent.
	EditSnapshot(ctx context.Context, id string, changes []FieldChange) (Receipt, error)
	// SnapshotLabels returns the labels of a snapshot by key.
	SnapshotLabels(ctx context.Context, snapshotID string) (map[string]string, error)
	// SetSnapshotLabel creates or changes a label; it is idempotent.
	SetSnapshotLabel(ctx context.Context, snapshotID, key, value string) error
	// RemoveSnapshotLabel removes a label. A missing one is an error of kind inventory.ErrNotFound.
	RemoveSnapshotLabel(ctx context.Context, snapshotID, key string) error
}

// Volumes are the calls on volumes, each sent once and never retried by itself.
type Volumes interface {
	// Volume returns one volume, or an error of kind inventory.ErrNotFound.
	Volume(ctx context.Context, datacenterID, id string) (inventory.Volume, error)
	// CreateVolume requests a new volume from a snapshot.
	CreateVolume(ctx context.Context, datacenterID, snapshotID string, v NewVolume) (Receipt, error)
	// VolumeLabels returns the labels of a volume by key.
	VolumeLabels(ctx context.Context, datacenterID, id string) (map[string]string, error)
	// SetVolumeLabel creates or changes a label; it is idempotent.
	SetVolumeLabel(ctx context.Context, datacenterID, id, key, value string) error
	// RemoveVolumeLabel removes a label. A missing one is an error of kind inventory.ErrNotFound.
	RemoveVolumeLabel(ctx context.Context, datacenterID, id, key string) error
	// RestoreSnapshot requests that a volume is overwritten with a snapshot.
	RestoreSnapshot(ctx context.Context, datacenterID, volumeID, snapshotID string) (Receipt, error)
}

// Servers are the calls on servers, each sent once and never retried by itself.
type Servers interface {
	// Server returns one server with the ids of its attached volumes, or an error of kind
	// inventory.ErrNotFound.
	Server(ctx context.Context, datacenterID, id string) (inventory.Server, error)
	// AttachVolume requests that a volume of the same data center is attached.
	AttachVolume(ctx context.Context, datacenterID, serverID, volumeID string) (Receipt, error)
	// Servers lists the servers of a data center with the ids of their attached volumes.
	Servers(ctx context.Context, datacenterID string) (inventory.Listing[inventory.Server], error)
	// StopServer requests that a server is powered off (forced, docs/ionos-api.md 3).
	StopServer(ctx context.Context, datacenterID, serverID string) (Receipt, error)
	// StartServer requests that a server is started.
	StartServer(ctx context.Context, datacenterID, serverID string) (Receipt, error)
}

// Ledger stores operations. All methods are safe for concurrent use.
type Ledger interface {
	// Held reports whether creates from before the backup was put in place wait for confirmation.
	Held(ctx context.Context) (bool, error)
	// Submit stores new operations with their first stages, holds and jobs, in one transaction. Submission
	// defines how earlier operations of the same form, or open ones on the same target, are treated.
	Submit(ctx context.Context, s Submission) (Result, error)
	// Operation returns one operation with its stages, or ErrNoOperation.
	Operation(ctx context.Context, id string) (Operation, error)
	// Save stores a changed operation if its Version is still the stored one, else it returns ErrStale. A new
	// state must be allowed to follow the stored one, else it returns ErrTransition. A non-nil stage is added
	// to the history in the same transaction. The end of a chain's last operation releases its holds. It
	// returns the operation as stored.
	Save(ctx context.Context, op Operation, stage *Stage) (Operation, error)
	// Start is Save for an operation that starts: in the same transaction it acquires the operation's
	// resources. When they are not free, it stores nothing and blocked returns the reason.
	Start(ctx context.Context, op Operation, stage Stage, terms Terms) (stored Operation, blocked *Blocked, err error)
	// Position returns what Start would return as blocked, without storing anything.
	Position(ctx context.Context, op Operation, terms Terms) (Blocked, error)
	// Next lists the ids of the next operations to start in a lane, at most n.
	Next(ctx context.Context, lane string, now time.Time, n int) ([]string, error)
	// Pause stops starts in a lane, or with ContractLane in all, until a time. The latest end wins.
	Pause(ctx context.Context, lane string, until time.Time) error
	// Busy records that IONOS Cloud reported a target of a lane as busy, and returns the number of consecutive
	// different targets. Free resets that, and ends a pause of the lane.
	Busy(ctx context.Context, lane, target string) (times int, err error)
	Free(ctx context.Context, lane string) error
	// Move changes the rank of operations that have not started, in one transaction, with a stage each.
	Move(ctx context.Context, ids []string, rank int64, stage Stage) ([]Operation, error)
	// FirstPriority returns the lowest rank of the operations in a lane that have not started, at most 0.
	FirstPriority(ctx context.Context, lane string) (int64, error)
	// CancelBatch cancels every operation of a batch that CanBeCancelled, in one transaction: none that has
	// started, and all others or none. Each gets the stage and a new version, so a worker that read it before
	// finds it stale. It returns the cancelled ones as stored.
	CancelBatch(ctx context.Context, batch string, stage Stage) (cancelled []Operation, err error)
	// IncompleteOn lists the incomplete operations on some snapshots, with their stages, in any order.
	IncompleteOn(ctx context.Context, snapshotIDs []string) ([]Operation, error)
	// Holder returns the first operation of another chain that holds or needs a resource; found is false when
	// there is none.
	Holder(ctx context.Context, resource, except string) (op Operation, found bool, err error)
	// Owners returns the operations that own requests, by request id.
	Owners(ctx context.Context, requestIDs []string) (map[string]string, error)
	// Incomplete lists the incomplete operations, oldest first, with their stages.
	Incomplete(ctx context.Context) ([]Operation, error)
	// List returns a page of operations, newest first, with their stages, and the number of all matches.
	List(ctx context.Context, filter Filter) (page []Operation, total int, err error)
}

// Submission is a set of operations that are recorded together.
type Submission struct {
	Ops []Operation // of one form: all have the same Key
	// Exclusive refuses a form that was sent before with other content, by a *KeyUsedError. Otherwise other
	// content is something new.
	Exclusive bool
	// SkipOpen leaves out targets with an open operation. Otherwise they are an *OpenError.
	SkipOpen bool
}

// Terms are the conditions for starting an operation.
type Terms struct {
	Now       time.Time
	Width     int       // number of concurrent operations per data center
	Stuck     time.Time // operations accepted before and not ended do not hold the lane
	Remaining []string  // ids of snapshots that must remain while this one is deleted
}

// Blocked is why an operation cannot start yet. The zero value means that it can.
type Blocked struct {
	QueuePosition int       // operations of the lane that go first
	InFlight      int       // those of them that have started
	Until         time.Time // end of a pause of the lane, or of all
	Chain         string    // id of the chain that holds a resource of the operation
	Lost          bool      // a chain needs its snapshot, or one that must remain is being deleted
	Contract      bool      // the pause is that of the contract
}

// Filter selects operations. Empty fields select all.
type Filter struct {
	VolumeID   string // that it changes or created
	SnapshotID string
	Key        string
	Batch      string
	RetryOf    string // id of the operation that it retries
	Chain      string
	Resent     bool // those that may have been sent more than once
	Prevented  bool // those prevented by one of Causes
	Actor      string
	States     []State
	Kinds      []Kind
	Query      string // searched in the names of the volume, data center and snapshot, and in ids
	Since      time.Time
	Until      time.Time // excluded
	Planned    bool      // those that wait in their undo window
	NotPlanned bool      // all but those
	Leading    bool      // only the first of each batch
	Offset     int
	Limit      int // maximal number; 0 means 50
}

// Inventory is the mirror's view with inferred sources, which the engine reads before it calls the API.
type Inventory interface {
	View() *inventory.View
	ReadAt(resource inventory.Resource) time.Time
	Refresh(read ...inventory.Resource)
}
