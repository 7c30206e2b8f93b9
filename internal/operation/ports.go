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
)

// Receipt is the cloud's 202 to a call (API reference 3 and 5). Labels are written at once, so
// that they have no request.
type Receipt struct {
	SnapshotID string
	VolumeID   string // of a new volume
	RequestID  string
}

// Cloud is what the engine calls of the cloud. Every error is or wraps an *inventory.Fault.
// All methods may be called concurrently.
type Cloud interface {
	Snapshots
	Volumes
	Servers
	// Request returns one request with its status.
	Request(ctx context.Context, id string) (inventory.Request, error)
	// RequestsSince lists the requests created at or after a time, in any status, with their bodies.
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
	// CreateVolume asks for a new volume with what a snapshot holds. Its request, as that of
	// RestoreSnapshot, tells for which operation it was made, if the cloud shows that.
	CreateVolume(ctx context.Context, operationID, datacenterID, snapshotID string, v NewVolume) (Receipt, error)
	// RestoreSnapshot asks for a volume to be overwritten with what a snapshot holds.
	RestoreSnapshot(ctx context.Context, operationID, datacenterID, volumeID, snapshotID string) (Receipt, error)
}

// Servers are the calls on servers, each made once, never repeated by itself.
type Servers interface {
	// Server returns one server with the ids of its attached volumes, or a fault of kind inventory.ErrNotFound.
	Server(ctx context.Context, datacenterID, id string) (inventory.Server, error)
	// AttachVolume asks for a volume of the same data center to be attached.
	AttachVolume(ctx context.Context, datacenterID, serverID, volumeID string) (Receipt, error)
	// StopServer asks for a server to be powered off (forced, API reference 3).
	StopServer(ctx context.Context, datacenterID, serverID string) (Receipt, error)
	// StartServer asks for a server to be started.
	StartServer(ctx context.Context, datacenterID, serverID string) (Receipt, error)
}

// Ledger stores operations. All methods may be called concurrently.
type Ledger interface {
	BackupHold
	// Record stores a new operation with its first stage, and the job that will advance it,
	// in one transaction. When an operation with the same Key exists it returns that one and fresh false.
	Record(ctx context.Context, op Operation) (stored Operation, fresh bool, err error)
	// RecordAll stores several new operations as Record does, all or none. Those whose key is
	// taken are returned as they are stored; when the first one's is, the wish was recorded
	// before, and nothing is added to it.
	RecordAll(ctx context.Context, ops []Operation) (stored []Operation, err error)
	// Operation returns one operation with its stages, or ErrNoOperation.
	Operation(ctx context.Context, id string) (Operation, error)
	// Save stores a changed operation if its Version is still the stored one, else ErrStale.
	// A new state must be one that may follow the stored one, else ErrTransition. stage, when
	// not nil, is added to the history in the same transaction. It returns the operation as stored.
	Save(ctx context.Context, op Operation, stage *Stage) (Operation, error)
	// CancelBatch cancels every operation of a batch that CanBeCancelled, in one transaction:
	// none that has begun, and all others or none. Each gets the stage and a new version, so that
	// whoever has read it before finds it stale. It returns the cancelled ones as stored.
	CancelBatch(ctx context.Context, batch string, stage Stage) (cancelled []Operation, err error)
	// UnsettledOn lists the operations on some snapshots with anything left to do, with their
	// stages, in any order.
	UnsettledOn(ctx context.Context, snapshotIDs []string) ([]Operation, error)
	// Lane lists those of the unsettled operations, in any order, by which Ahead and OthersAt
	// find for one operation what they would find by all of them.
	Lane(ctx context.Context, op Operation) ([]Operation, error)
	// Unsettled lists the operations with anything left to do, oldest first, with their stages.
	Unsettled(ctx context.Context) ([]Operation, error)
	// List returns a page of operations, newest first, with their stages, and how many match in all.
	List(ctx context.Context, filter Filter) (page []Operation, total int, err error)
}

// Filter chooses operations. Empty fields choose all.
type Filter struct {
	VolumeID   string // what it works on, or what it made
	SnapshotID string
	Key        string
	Batch      string
	RetryOf    string // what it tries again
	Actor      string
	States     []State
	Kinds      []Kind
	Query      string // found in the names of the volume, data center or snapshot, or in an id
	Since      time.Time
	Offset     int
	Limit      int // at most this many; 0 means 50
}

// Sky is what the engine looks at before it asks the cloud itself: the mirror's view.
// *inventory.Mirror implements it.
type Sky interface {
	View() *inventory.View
	ReadAt(part inventory.Part) time.Time
	Nudge(read ...inventory.Part)
}
