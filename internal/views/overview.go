package views

import "snapdeck/internal/views/ui"

// Overview is the first page: how well the volumes are protected, and what to do next.
type Overview struct {
	Create    ui.Link // the main action; empty without volumes
	Coverage  CoverageBar
	Attention Attention
	Start     *GettingStarted // nil: everything is set up
	Quota     QuotaPanel
	Cost      CostPanel
	Heat      *HeatMap // nil: there is nothing to show
	Ages      AgePanel
	Running   RunningPanel
}

// CoverageBar is how many volumes are in each state. Before the contract has been read it has no parts.
type CoverageBar struct {
	Loading string  // how far reading is; empty: the contract has been read
	Empty   bool    // there are no volumes
	Total   string  // "60 volumes"
	Size    string  // "8 506 GB"
	Target  ui.Link // "24 h"
	ReadAt  ui.Moment
	Parts   []CoveragePart
}

// CoveragePart is one state in the bar.
type CoveragePart struct {
	State string // as in the address of the list
	Label string
	Href  string // the volumes in the state
	Count string
	Size  string
	Exact string // the size in GB
	N     int
	X     string // where it begins in the bar, in percent
	Width string // in percent
}

// Attention is what somebody should look at, the most urgent first.
type Attention struct {
	Lines     []AttentionLine
	Well      string // all is well, in a sentence; shown when there are no lines
	Dismissed []DismissedFailure
}

// AttentionLine is one thing to look at, with what can be done about it.
type AttentionLine struct {
	ID        string // told apart on the page
	Kind      string // failing, never, late, quota, planned and so on
	Cause     string // a code; empty: there is none
	State     string // of the operation that it is about
	Operation string // kind of the operation that it is about
	Count     int    // volumes, snapshots or operations
	Tone      string // bad, warn, busy or quiet
	Icon      string
	Title     string
	Href      string // of the title
	Text      string
	Quote     string // what IONOS Cloud said
	When      *ui.Moment
	WhenWord  string // what happened then
	Names     []ui.Link
	More      ui.Link // the names that are not listed
	Actions   []AttentionAction
}

// AttentionAction is a button: a form when it has fields or posts, else a link.
type AttentionAction struct {
	Text, About string // "Undo", and " the deletion of web-01" for a screen reader
	Href        string
	Post        bool
	Quiet       bool
	Surplus     bool // leads to the deletion of what was created twice
	Fields      []ui.HiddenField
	Right       string // who lacks it does not get it; empty: whoever may follow the link does
}

// DismissedFailure is a cause whose failures were dismissed.
type DismissedFailure struct {
	Text, By string
	At       ui.Moment
	Names    []ui.Link
}

// GettingStarted are the first steps with Snapdeck.
type GettingStarted struct{ Steps []StartStep }

// StartStep is one of them.
type StartStep struct {
	Key  string // connect, sources or target
	Link ui.Link
	Text string
	Done bool
}

// QuotaPanel are the quotas of the contract, and when the one that snapshots count against will be full.
type QuotaPanel struct {
	Meters   []ui.Meter
	Forecast string // a sentence
	Chart    *ui.LineChart
}

// CostPanel is what the snapshots cost in a month.
type CostPanel struct {
	Title  string
	Amount string // "≥ 253.80 EUR"; empty: there are no prices
	Exact  string // the amount, not abbreviated
	Unit   string // "a month"
	Trend  string
	Notes  []string
	Chart  *ui.LineChart
}

// HeatMap shows how volumes were protected on the last days.
type HeatMap struct {
	From, To string // first and last day
	Rows     []HeatRow
	All      ui.Link // all that are not protected
	Sampled  string
	Days     int
}

// HeatRow is one volume.
type HeatRow struct {
	Volume ui.Link
	State  string
	Pill   ui.Pill
	Detail string // "9 days"
	Runs   []HeatRun
}

// HeatRun are days one after the other on which a volume was protected in the same way.
type HeatRun struct {
	State string // of the volume; "unknown"
	Text  string // "12 to 15 Nov: late"
	Path  string // what is drawn
}

// AgePanel is how much of the snapshots is how old.
type AgePanel struct {
	Summary string
	Review  ui.Link
	Rows    []AgeRow
}

// AgeRow are the snapshots of one range of ages.
type AgeRow struct {
	Label, Size, Count, Cost string
	Width                    string // in percent
	Old                      bool
}

// RunningPanel is what changes the contract now.
type RunningPanel struct {
	Lines  []RunningLine
	More   int
	Others []OpenRequest
}

// RunningLine is an operation that is running.
type RunningLine struct {
	ID, Kind, State string
	Name            ui.Link
	Label           string // "Create snapshot"
	Pill            ui.Pill
	Stage           string
	Elapsed, Since  string
	TypicalDuration string
	Late            bool
}

// OpenRequest is a request at IONOS Cloud that is not Snapdeck's own.
type OpenRequest struct {
	ID, Label, By string
	Datacenter    ui.Link
	Pill          ui.Pill
	RequestedAt   ui.Moment
}
