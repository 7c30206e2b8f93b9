package views

import "snapdeck/internal/views/ui"

// Operation shows a request to Snapdeck and its progress.
type Operation struct {
	ID          string
	Name        string // name of the snapshot
	Volume      ui.Link
	Datacenter  ui.Link
	Snapshot    ui.Link
	Actor       string
	RequestedAt ui.Moment
	Pill        ui.Pill
	State       string // as in the ledger, for tests and styles: "cancelled"
	Kind        string // "delete-snapshot"
	Cause       string // why it was not carried out: "locked"; empty: it was
	Error       string // kind of its failure: "invalid"; empty: none
	Stage       string // current stage in words
	Progress    []ProgressStep
	Running     bool
	Elapsed     string // elapsed time as a clock
	Since       string // RFC 3339; start of the clock while it runs
	Size        string
	RequestID   string
	Labels      string // why the source labels could not be written; empty: they could
	Failure     *Failure
	History     []HistoryLine

	Href            string     // address of its page
	Label           string     // what it does: "Create snapshot"
	Icon            string     // of its kind, on its own page
	Reason          string     // why it did not succeed, in a sentence or two
	Planned         *ui.Moment // when it starts, while it can be undone
	CanDeleteOrphan bool       // it left behind a snapshot that can be deleted
	OnOwnPage       bool       // shown on its own page
	CanCancel       bool
	CanMoveUp       bool
	CanRetry        bool
	CanResolve      bool
	Review          ui.Link  // the page that confirms it again; zero: none
	Arrives         *Arrival // until when a call without a response may still arrive
	TypicalDuration string   // usual duration at IONOS Cloud, while it runs
	Late            bool     // it takes longer than usual

	Dismiss *AttentionAction // hides its failure for everyone; nil: not possible
	Batch   *BatchLine       // the batch that it represents as its first operation; nil: none
}

// BatchLine is a batch in a list of operations.
type BatchLine struct {
	Href   string
	Text   string // "4 volumes"
	Total  int
	Pill   ui.Pill
	Counts []BatchShare
}

// OperationPage holds the page of one operation.
type OperationPage struct {
	Operation Operation
	Notice    string // why the request failed
	Error     string // code of the notice: open or late
	Facts     []ui.Fact
	Retries   []ui.Link // the operations that retry it
	Resolve   *ResolveForm
	Twice     []Twice // the snapshots that it created twice
}

// ResolveForm lets a user resolve an operation whose outcome is unknown, or that does not end.
type ResolveForm struct {
	Action     string
	Creates    bool // it creates a snapshot
	Stuck      bool // its accepted request does not end
	Candidates []SnapshotRow
}

// Arrival is the time until which a call without a response may still reach IONOS Cloud.
type Arrival struct {
	Clock   string // "16:36"
	ISO     string // RFC 3339
	Left    string // "2 min left"
	Creates bool   // it creates a resource, which could then exist twice
}

// Twice is a snapshot that was created more than once, because its call was repeated.
type Twice struct {
	ID        string // ID of the operation
	Name      string
	Operation string // address
	Volume    ui.Link
	N         int     // number of snapshots
	Leaving   bool    // all but one are already being deleted
	Surplus   ui.Link // the newest one that can be deleted; zero: none
	Created   *ui.Moment
	Review    string // address of the form that deletes it
}

// ProgressStep is a stage of a successful operation.
type ProgressStep struct {
	Label string
	State string // done, now, todo or bad
}

// HistoryLine is a stage that an operation has reached.
type HistoryLine struct {
	Label string
	At    ui.Moment
	Note  string
}

// Failure explains why an operation failed, what that means, what Snapdeck did and what to do next, with IONOS
// Cloud's own words.
type Failure struct {
	Code                string // of the cause, see operation.Explanation
	Happened, Did, Next string
	Quote               string    // first message of IONOS Cloud
	Ways                []ui.Link // links to where the cause can be fixed
	RequestID           string
	Messages            []Message
}

// cardLink returns the link of an operation's card to its page, or on that page to its target.
func cardLink(o Operation) ui.Link {
	if o.OnOwnPage {
		return ui.Link{Text: o.Name, Href: o.Snapshot.Href}
	}
	return ui.Link{Text: o.Name, Href: o.Href}
}
