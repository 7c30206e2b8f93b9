package views

// Operation is something that Snapdeck was asked to do, and how it goes.
type Operation struct {
	ID         string
	Name       string // of the snapshot
	Volume     Link
	Datacenter Link
	Snapshot   Link
	Actor      string
	Asked      Moment
	Pill       Pill
	Stage      string // what it is at, in words
	Steps      []Step
	Running    bool
	Elapsed    string // a clock
	Since      string // RFC 3339; from when the clock counts while it runs
	Size       string
	RequestID  string
	Labels     string // what stands in the way of the source labels; empty when nothing does
	Failure    *Failure
	History    []HistoryLine

	Href      string  // of its own page
	What      string  // what it does: "Create snapshot"
	Reason    string  // why it ended as it did, in a sentence or two, when that is no success
	Planned   *Moment // when it begins, while it can be undone
	CanClean  bool    // it left a snapshot behind that can be deleted
	Alone     bool    // it is shown on its own page
	CanCancel bool
	CanMoveUp bool
	CanRetry  bool
	CanSettle bool
	Usual     string // how long the cloud usually takes, while it does
	Late      bool   // it takes longer than usual
}

// OperationPage is the page of one operation.
type OperationPage struct {
	Operation Operation
	Notice    string // why what was asked for could not be done
	Facts     []Fact
	Retries   []Link // operations that try it again
	Settle    *Settle
}

// Settle is how a person settles an operation whose outcome is unknown.
type Settle struct {
	Action     string
	Deletion   bool // it is about a deletion
	Candidates []SnapshotRow
}

// Step is one of the stages that a good operation passes.
type Step struct {
	Word  string
	State string // done, now, todo or bad
}

// HistoryLine is a stage that an operation has entered.
type HistoryLine struct {
	Word string
	At   Moment
	Note string
}

// Failure says why an operation failed: what happened, what it means, what Snapdeck did and
// what to do next, with the cloud's own words.
type Failure struct {
	Happened, Means, Did, Next string
	RequestID                  string
	Messages                   []Message
}
