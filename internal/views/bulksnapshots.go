package views

import "snapdeck/internal/views/ui"

// SnapshotReview is what would be done to several snapshots at once, before it is recorded.
type SnapshotReview struct {
	Title   string // "Delete 12 snapshots"
	Button  string // records it; empty while there is nothing to record
	Danger  bool   // it takes something away for good
	Action  string // where it is recorded
	Preview string // where the form shows what it would do; empty: it has nothing to fill in
	Key     string // one key, one batch
	Digest  string // tells what was shown from what would be recorded
	From    string // the list that the snapshots were chosen in
	Nothing string // why there is nothing to do, when there are no rows
	Notice  string // why it is shown once more
	Error   string // the code of that: form-used or changed
	Effect  string // head of the column that says what happens to each; empty: there is none
	States  bool   // the states of the snapshots matter
	Rows    []SnapshotReviewRow

	Selectable string // address that shows the review again with other rows selected; empty: all rows count
	Skipped    []Skipped
	More       int // that are left out too and not listed
	Facts      []ui.Fact
	Notes      []string // what else is to be known

	LosingLastCopy []ui.Link // volumes that lose their last good snapshot
	Phrase         string    // to be typed; empty: none
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
	Dropped   bool     // it is not selected any more
}

// RenameFields are the templates of a bulk rename.
type RenameFields struct {
	Name, Text          string
	ReplaceDescriptions bool // the descriptions are replaced too
	Variables           []string
	MaxName, MaxText    int
}

// LabelFields are the labels that are to be set or removed.
type LabelFields struct {
	Key, Value string
	Present    []LabelChoice // that some of the snapshots carry
}

// LabelChoice is a label key that can be removed.
type LabelChoice struct {
	Key     string
	N       int // how many carry it
	Removed bool
}

// LockFields are the reason of a lock and its last day.
type LockFields struct{ Reason, Until string }
