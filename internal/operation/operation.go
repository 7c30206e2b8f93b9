package operation

import (
	"time"

	"snapdeck/internal/inventory"
)

// Operation is one change that Snapdeck was requested to make, from the click to its final state. Names are
// stored as they were, which keeps the record readable after the resources are deleted. Times are UTC.
type Operation struct {
	ID      string // UUIDv7; also in the marker of the snapshot
	Key     string // of the form that requested it; see Key.Form
	Digest  string // of the form's content for this target; Key and Digest together are unique
	Version int64  // increments with each saved change
	Kind    Kind
	State   State

	Actor     string // user name
	ActorAddr string // IP address

	DatacenterID   string
	DatacenterName string
	Location       string
	VolumeID       string
	VolumeName     string
	SizeGB         float64      // of the volume at the time of the request
	Params         CreateParams // of a create-snapshot; for other kinds, Name is that of the snapshot
	Task           Task         // of the other kinds

	Batch    string // id of its batch; empty for a single operation
	Chain    string // id of the chain whose resources it holds; empty for operations that hold none
	RetryOf  string // id of the operation that it retries; empty otherwise
	Priority int64  // order in the lane before age: the lowest goes first

	Sends           int       // number of times that the call was started
	NotBefore       time.Time // it does not start before; zero: no restriction
	RequestID       string
	RequestStatus   inventory.RequestStatus
	SnapshotID      string // that it created, changes or uses
	CreatedVolumeID string // that a create-volume created
	Labels          LabelProgress
	Failure         *Failure // why it failed, is unknown or was prevented; nil otherwise

	UnreadableSince time.Time // since when a prohibition cannot be read; zero: it can

	CreatedAt  time.Time
	UpdatedAt  time.Time
	FinishedAt time.Time // zero while it runs

	BackupRestoredAt time.Time // when the ledger last went back in time while this was open; zero: never

	Stages []Stage // oldest first
}

// CreateParams are the fields of create-snapshot (docs/ionos-api.md 3.1). The ledger stores them as JSON.
type CreateParams struct {
	Name              string `json:"name"`
	Description       string `json:"description,omitempty"` // the user's text, without the marker
	LicenceType       string `json:"licenceType,omitempty"` // empty: that of the volume
	SecAuthProtection bool   `json:"secAuthProtection,omitempty"`
}

// Marker returns the marker for the description of the operation's snapshot.
func (o Operation) Marker() inventory.Marker {
	return inventory.Marker{OperationID: o.ID, VolumeID: o.VolumeID}
}

// Stage is an entry of an operation's history.
type Stage struct {
	State      State
	At         time.Time
	Note       string      // a sentence, or empty
	UserAction *UserAction // the user's action that caused it, for the audit log; not read back
}

// UserAction is a user's action on a recorded operation.
type UserAction struct {
	Actor, ActorAddr string
	Action           string // "cancel", "move-to-front", "begin-now", "send-again" or "resolve"
}

// Failure is why an operation failed or why its outcome is unknown. The ledger stores it as JSON.
type Failure struct {
	Kind      string                 `json:"kind"`             // the kind, such as "invalid"; see FailureKind
	Text      string                 `json:"text"`             // one sentence
	Status    int                    `json:"status,omitempty"` // HTTP status, 0 if none
	RequestID string                 `json:"requestId,omitempty"`
	Messages  []inventory.APIMessage `json:"messages,omitempty"`
}

// LabelState is the progress of writing the source labels of the snapshot.
type LabelState string

// The label states. Pending and Failing are retried; Written and Dropped are final.
const (
	LabelsNone    LabelState = ""        // there is no snapshot yet
	LabelsPending LabelState = "pending" // not tried yet
	LabelsFailing LabelState = "failing" // refused or interrupted so far
	LabelsWritten LabelState = "written"
	LabelsDropped LabelState = "dropped" // the snapshot is gone, or the operation failed
)

// LabelProgress is the state of the labels with the last problem.
type LabelProgress struct {
	State  LabelState
	Tries  int
	Note   string    // the last failure, one sentence
	NextAt time.Time // the next try
}

// Complete reports whether nothing is left to do: the state and the labels are final. An unknown outcome is
// verified until it is known.
func (o Operation) Complete() bool {
	if !o.State.Final() || o.State == Unknown {
		return false
	}
	return o.Labels.State != LabelsPending && o.Labels.State != LabelsFailing
}
