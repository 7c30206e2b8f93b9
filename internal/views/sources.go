package views

import "snapdeck/internal/views/ui"

// Sources lists the snapshots without a known source, with the inferred ones.
type Sources struct {
	History HistoryStatus
	Tabs    []ui.Tab
	Filter  ui.Filter
	List    ui.List
	Rows    []SourceRow
	Address string // of the list as it is filtered, without its page
	All     ConfirmAll
}

// HistoryStatus shows how far the past requests have been read.
type HistoryStatus struct {
	Pill  ui.Pill
	Text  string
	When  ui.Moment // ends the text; may be unknown
	Cause []string
}

// ConfirmAll offers to confirm all certain inferences.
type ConfirmAll struct {
	N       int
	Key     string // one batch per key
	Address string // of the list of them
}

// SourceRow is a snapshot without a known source.
type SourceRow struct {
	ID        string
	Name      ui.Link
	Size      string
	Bytes     string
	Location  string
	Created   ui.Moment
	Creator   ui.Pill // creating program, with the reason as its title
	Inference SourceInference
	Pair      string  // value of the check box; empty: nothing to confirm
	Choose    string  // address to choose another volume
	Writing   ui.Link // running operation that records the source
}

// SourceInference is the inferred source of a snapshot.
type SourceInference struct {
	Confidence      ui.Pill
	Candidates      []SourceCandidate
	More            int // number of candidates that are not shown
	CounterEvidence []string
}

// SourceCandidate is a possible source volume, with the evidence.
type SourceCandidate struct {
	Volume     ui.Link
	Datacenter ui.Link
	Evidence   []string
}

// SourceReview shows what confirming sources writes, before it is recorded.
type SourceReview struct {
	Key     string // one batch per key
	Back    string // address of the list that they were selected in
	Pairs   []SourcePair
	Skipped []Skipped
	Changed string // what has changed since the user looked, or why the form is shown again
	Error   string // code of the notice: changed, form-used or volume-deleted
	Labels  []LabelRow
	More    string // sentence about those that are not shown
	Calls   int    // number of calls that write the labels
}

// SourcePair is a snapshot and its source volume, if any.
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

// SourceChoice lets a user choose the volume that a snapshot came from.
type SourceChoice struct {
	Name      string
	Back      string
	Facts     []ui.Fact
	Inference SourceInference
	Query     string
	Action    string // address of the search
	Options   []SourceOption
	More      int    // number of matching volumes that are not listed
	None      string // value that means none of them
	Empty     string // why there is nothing to choose from
}

// SourceOption is a volume of the snapshot's location.
type SourceOption struct {
	Pair       string
	Volume     string
	Datacenter string
	Size       string
	Note       string // what is inferred of it
	Selected   bool
}

// SourcePanel shows on a snapshot's page a source that is unknown, or that a user confirmed and may correct.
type SourcePanel struct {
	Certain   bool // the request that created the snapshot names its volume
	Likely    bool // one volume is likely, and not confirmed
	Known     bool
	Inference SourceInference
	History   HistoryStatus // empty when the source is certain
	Pair      string        // value that confirms the inference; empty: none
	Choose    string
	Back      string
	Writing   ui.Link
}

func nothingToConfirm(r SourceReview) string {
	if len(r.Skipped) > 0 {
		return "The reasons why they are skipped are listed below."
	}
	return "Select snapshots in the list of matches."
}
