package views

import "snapdeck/internal/views/ui"

// SnapshotReview shows what an action would do to several snapshots, before it is recorded.
type SnapshotReview struct {
	Title   string // "Delete 12 snapshots"
	Button  string // records it; empty while there is nothing to record
	Danger  bool   // it is irreversible
	Action  string // where it is recorded
	Preview string // address that updates the review; empty: it has no fields
	Key     string // one batch per key
	Digest  string // digest of the review, which detects changes before it is recorded
	From    string // the list that the snapshots were chosen in
	Nothing string // why there are no rows
	Notice  string // why the review is shown again
	Error   string // code of the notice: form-used or changed
	Effect  string // header of the effect column; empty: none
	States  bool   // shows the snapshots' states
	Rows    []SnapshotReviewRow

	Selectable string // address that shows the review again with other rows selected; empty: all rows count
	Skipped    []Skipped
	More       int // number of further skipped snapshots that are not listed
	Facts      []ui.Fact
	Notes      []string // further information

	LosingLastCopy []ui.Link // volumes that lose their last good snapshot
	Phrase         string    // to type; empty: none
	Errors         map[string]string

	Rename *RenameFields
	Label  *LabelFields
	Lock   *LockFields
}

// SnapshotReviewRow is one of the snapshots and what would happen to it.
type SnapshotReviewRow struct {
	SnapshotRow
	Source    ui.Link
	Effects   []string
	Notes     []string // to be careful about
	Error     string   // why it cannot be done
	Unchanged bool     // nothing would happen to it
	Dropped   bool     // no longer selected
}

// RenameFields holds the templates of a bulk rename.
type RenameFields struct {
	Name, Text          string
	ReplaceDescriptions bool // the descriptions are replaced too
	Variables           []string
	MaxName, MaxText    int
}

// LabelFields holds the labels to set or remove.
type LabelFields struct {
	Key, Value string
	Present    []LabelChoice // labels that some of the snapshots have
}

// LabelChoice is a label key that can be removed.
type LabelChoice struct {
	Key     string
	N       int // number of snapshots with it
	Removed bool
}

// LockFields holds the reason of a lock and its last day.
type LockFields struct{ Reason, Until string }
