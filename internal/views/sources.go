package views

import "snapdeck/internal/views/ui"

// Sources is the list of snapshots whose source nobody knows, with what is inferred of it.
type Sources struct {
	History HistoryStatus
	Tabs    []ui.Tab
	Filter  ui.Filter
	List    ui.List
	Rows    []SourceRow
	Address string // of the list as it is filtered, without its page
	All     ConfirmAll
}

// HistoryStatus is how far reading the requests of the past is.
type HistoryStatus struct {
	Pill  ui.Pill
	Text  string
	When  ui.Moment // ends the text; may be unknown
	Cause []string
}

// ConfirmAll offers to confirm all inferences of the highest confidence.
type ConfirmAll struct {
	N       int
	Key     string // one key, one batch
	Address string // of the list of them
}

// SourceRow is a snapshot of an unknown source in a list.
type SourceRow struct {
	ID        string
	Name      ui.Link
	Size      string
	Bytes     string
	Location  string
	Created   ui.Moment
	Creator   ui.Pill // which program made it, and on hover why
	Inference SourceInference
	Pair      string  // what the check box sends; empty: there is nothing to confirm
	Choose    string  // where another volume is chosen
	Writing   ui.Link // the operation that writes its source just now
}

// SourceInference is what is inferred of a snapshot's source.
type SourceInference struct {
	Confidence      ui.Pill
	Candidates      []SourceCandidate
	More            int // candidates that are not shown
	CounterEvidence []string
}

// SourceCandidate is a volume that a snapshot may have come from, and what speaks for it.
type SourceCandidate struct {
	Volume     ui.Link
	Datacenter ui.Link
	Pair       string // what confirms it
	Evidence   []string
}

// SourceReview is what confirming sources would write, before anything is recorded.
type SourceReview struct {
	Key     string // one key, one batch
	Back    string // where they were chosen
	Pairs   []SourcePair
	Skipped []SkippedSource
	Changed string // what is other than it was when the person looked, or why the form is shown again
	Error   string // the code of that: changed or form-used
	Labels  []LabelRow
	More    string // that there are more than are shown
	Calls   int    // that writing the labels takes
}

// SourcePair is a snapshot and the volume that it came from, or none.
type SourcePair struct {
	Pair       string
	Snapshot   ui.Link
	Created    ui.Moment
	Volume     ui.Link // its text is empty when none of the volumes is the source
	Datacenter ui.Link
	Confidence ui.Pill
	Evidence   []string
	Warning    string
}

// SkippedSource is a snapshot whose source cannot be confirmed, and why.
type SkippedSource struct {
	Snapshot ui.Link
	Reason   string
}

// SourceChoice lets a person choose the volume that a snapshot came from.
type SourceChoice struct {
	Name      string
	Back      string
	Facts     []ui.Fact
	Inference SourceInference
	Query     string
	Action    string // searches
	Options   []SourceOption
	More      int    // volumes that match and are not listed
	None      string // what says that it is none of them
	Empty     string // why there is nothing to choose from
}

// SourceOption is a volume of the snapshot's location.
type SourceOption struct {
	Pair       string
	Volume     string
	Datacenter string
	Size       string
	Servers    string
	Note       string // what is inferred of it
	Selected   bool
}

// SourcePanel is what a snapshot's page says of a source that is not known, or that a person
// confirmed and may correct.
type SourcePanel struct {
	Certain   bool // the request that created the snapshot names its volume
	Known     bool
	Inference SourceInference
	History   HistoryStatus // empty when the source is certain
	Pair      string        // confirms the inference; empty: there is none
	Choose    string
	Back      string
	Writing   ui.Link
}
