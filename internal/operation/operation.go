package operation

import (
	"time"

	"snapdeck/internal/inventory"
)

// Operation is one thing that Snapdeck was asked to do to the cloud, from the click to its
// final state. Names are kept as they were when it was asked for, so that the record stays
// readable after the things are gone. Times are UTC.
type Operation struct {
	ID      string // UUIDv7; also in the marker of the snapshot
	Key     string // of the form that it was requested by, as rendered; see Key.Form
	Digest  string // of what the form said about this thing; Key and Digest together are unique
	Version int64  // grows by one with each saved change
	Kind    Kind
	State   State

	Actor     string // user name of who asked
	ActorAddr string // from where, an IP address

	DatacenterID   string
	DatacenterName string
	Location       string
	VolumeID       string
	VolumeName     string
	SizeGB         float64      // of the volume when it was asked for
	Params         CreateParams // of a create-snapshot; else its name is that of the snapshot
	Task           Task         // of the other kinds

	Batch    string // id of the batch that it belongs to; empty when it was asked for alone
	Chain    string // id of the chain whose resources it holds; empty for operations that hold none
	RetryOf  string // id of the operation that this one tries again; empty otherwise
	Priority int64  // place in the lane before age: the lowest goes first

	Sends           int       // how often the create call was begun
	NotBefore       time.Time // an operation that waits, or is planned, rests until then; zero: no rest
	RequestID       string
	RequestStatus   inventory.RequestStatus
	SnapshotID      string // that it made, changes or works with
	CreatedVolumeID string // that a create-volume made
	Labels          LabelProgress
	Failure         *Failure // why it failed, is unknown or was prevented; nil otherwise

	UnreadableSince time.Time // since when what may forbid it cannot be read; zero: it can

	CreatedAt  time.Time
	UpdatedAt  time.Time
	FinishedAt time.Time // zero while it runs

	BackupRestoredAt time.Time // the ledger last went back in time then, while this was open; zero: never

	Stages []Stage // oldest first
}

// CreateParams are the fields of create-snapshot (API reference 3.1).
type CreateParams struct {
	Name              string
	Description       string // the person's text, without the marker
	LicenceType       string // empty: as the volume
	SecAuthProtection bool
}

// Marker returns the marker that goes into the description of the operation's snapshot.
func (o Operation) Marker() inventory.Marker {
	return inventory.Marker{OperationID: o.ID, VolumeID: o.VolumeID}
}

// Stage is an entry of an operation's history.
type Stage struct {
	State      State
	At         time.Time
	Note       string      // a plain sentence, or empty
	UserAction *UserAction // the person's doing that brought it about, for the audit log; not read back
}

// UserAction is what a person did to an operation that had been recorded before.
type UserAction struct {
	Actor, ActorAddr string
	Action           string // "cancel", "move-to-front", "begin-now", "send-again" or "resolve"
}

// Failure is why an operation failed or why its outcome is unknown.
type Failure struct {
	Kind      string // a word for the kind, such as "invalid"; see FailureKind
	Text      string // one plain sentence
	Status    int    // HTTP status, 0 if none
	RequestID string
	Messages  []inventory.APIMessage
}

// LabelState is how far Snapdeck is with writing the source labels of the snapshot.
type LabelState string

// The label states. Pending and Failing are tried again; Written and Dropped are final.
const (
	LabelsNone    LabelState = ""        // there is no snapshot yet
	LabelsPending LabelState = "pending" // not tried yet
	LabelsFailing LabelState = "failing" // refused or cut off so far
	LabelsWritten LabelState = "written"
	LabelsDropped LabelState = "dropped" // the snapshot is gone, or the operation failed
)

// LabelProgress is the state of the labels and what stood in their way.
type LabelProgress struct {
	State  LabelState
	Tries  int
	Note   string    // why the last try failed, one sentence
	NextAt time.Time // when they are tried again
}

// Complete reports whether nothing is left to do: the state is final and the labels are too.
// An unknown outcome is looked into until it is known.
func (o Operation) Complete() bool {
	if !o.State.Final() || o.State == Unknown {
		return false
	}
	return o.Labels.State != LabelsPending && o.Labels.State != LabelsFailing
}
