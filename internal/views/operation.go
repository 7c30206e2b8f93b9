package views

import "snapdeck/internal/views/ui"

// Operation is something that Snapdeck was asked to do, and how it goes.
type Operation struct {
	ID          string
	Name        string // of the snapshot
	Volume      ui.Link
	Datacenter  ui.Link
	Snapshot    ui.Link
	Actor       string
	RequestedAt ui.Moment
	Pill        ui.Pill
	State       string // as the ledger has it, for tests and styles: "cancelled"
	Kind        string // "delete-snapshot"
	Cause       string // why it was not carried out: "locked"; empty: nothing prevented it
	Error       string // the kind of its failure: "invalid"; empty: it has none
	Stage       string // what it is at, in words
	Progress    []ProgressStep
	Running     bool
	Elapsed     string // a clock
	Since       string // RFC 3339; from when the clock counts while it runs
	Size        string
	RequestID   string
	Labels      string // what stands in the way of the source labels; empty when nothing does
	Failure     *Failure
	History     []HistoryLine

	Href            string     // of its own page
	Label           string     // what it does: "Create snapshot"
	Reason          string     // why it ended as it did, in a sentence or two, when that is no success
	Planned         *ui.Moment // when it begins, while it can be undone
	CanDeleteOrphan bool       // it left a snapshot behind that can be deleted
	OnOwnPage       bool       // it is shown on its own page
	CanCancel       bool
	CanMoveUp       bool
	CanRetry        bool
	CanResolve      bool
	Review          ui.Link  // the form in which it is confirmed again; its text is empty when there is none
	Arrives         *Arrival // until when a call whose answer was lost may still arrive
	TypicalDuration string   // how long IONOS Cloud usually takes, while it does
	Late            bool     // it takes longer than usual

	Dismiss *AttentionAction // hides its failure for everybody; nil: it cannot be dismissed
	Batch   *BatchLine       // it stands for the batch that it is the first of; nil: for itself
}

// Compact reports whether an operation that ended has anything to say in a line.
func (o Operation) Compact() bool { return o.Failure != nil || o.Arrives != nil || o.Labels != "" }

// BatchLine is a batch in a list of operations.
type BatchLine struct {
	Href   string
	Text   string // "4 volumes"
	Total  int
	Pill   ui.Pill
	Counts []BatchShare
}

// OperationPage is the page of one operation.
type OperationPage struct {
	Operation Operation
	Notice    string // why what was asked for could not be done
	Error     string // the code of that: open or late
	Facts     []ui.Fact
	Retries   []ui.Link // operations that try it again
	Resolve   *ResolveForm
	Twice     []Twice // what it created twice
}

// ResolveForm is how a person resolves an operation whose outcome is unknown, or that does not end.
type ResolveForm struct {
	Action     string
	Creates    bool // it was to make a snapshot
	Stuck      bool // its request was accepted and does not end
	Candidates []SnapshotRow
}

// Arrival is until when a call whose answer was lost may still reach IONOS Cloud.
type Arrival struct {
	Clock   string // "16:36"
	ISO     string // RFC 3339
	Left    string // "2 min left"
	Creates bool   // it makes something, which could be there twice
}

// Twice is something that was created twice, since its call was made more than once.
type Twice struct {
	ID        string // of the operation
	Name      string
	Operation string // address
	Volume    ui.Link
	N         int     // how many there are
	Leaving   bool    // all but one are being deleted already
	Surplus   ui.Link // the newest that nothing keeps; its text is empty when there is none
	Created   *ui.Moment
	Review    string // the form that deletes it
}

// PreventedList is what was not carried out lately.
type PreventedList struct {
	Rows []Operation
	More int // that are not shown
}

// ProgressStep is one of the stages that a good operation passes.
type ProgressStep struct {
	Label string
	State string // done, now, todo or bad
}

// HistoryLine is a stage that an operation has entered.
type HistoryLine struct {
	Label string
	At    ui.Moment
	Note  string
}

// Failure says why an operation failed: what happened, what it means, what Snapdeck did and
// what to do next, with IONOS Cloud's own words.
type Failure struct {
	Code                string // of the cause, see operation.Explanation
	Happened, Did, Next string
	Quote               string    // what IONOS Cloud said first
	Ways                []ui.Link // to where the cause can be removed
	RequestID           string
	Messages            []Message
}

// cardLink leads from an operation to its page, and there to what it is about.
func cardLink(o Operation) ui.Link {
	if o.OnOwnPage {
		return ui.Link{Text: o.Name, Href: o.Snapshot.Href}
	}
	return ui.Link{Text: o.Name, Href: o.Href}
}
