package views

import "snapdeck/internal/views/ui"

// Overview holds the start page.
type Overview struct {
	Create    ui.Link // main action; empty without volumes
	Coverage  CoverageBar
	Attention Attention
	Start     *GettingStarted // nil: everything is set up
	Quota     QuotaPanel
	Cost      CostPanel
	Heat      *HeatMap // nil: no data
	Ages      AgePanel
	Running   RunningPanel
}

// CoverageBar shows the number of volumes in each state, and has no parts before the contract has been read.
type CoverageBar struct {
	Loading string  // progress of the first read; empty: complete
	Empty   bool    // the contract has no volumes
	Total   string  // "60 volumes"
	Size    string  // "8 506 GB"
	Target  ui.Link // "24 h"
	ReadAt  ui.Moment
	Parts   []CoveragePart
}

// CoveragePart is a state in the bar.
type CoveragePart struct {
	State string // as in addresses
	Label string
	Href  string // list of the volumes in the state
	Count string
	Size  string
	Exact string // the size in GB
	N     int
	X     string // start in the bar, in percent
	Width string // in percent
}

// Attention lists what the user should look at, the most urgent first.
type Attention struct {
	Lines     []AttentionLine
	Well      string // sentence shown when there are no lines
	Dismissed []DismissedFailure
}

// AttentionLine is an issue with the actions on it.
type AttentionLine struct {
	ID        string // unique on the page
	Kind      string // failing, never, late, quota, planned and so on
	Cause     string // code; empty: none
	State     string // of its operation
	Operation string // kind of its operation
	Count     int    // number of volumes, snapshots or operations
	Tone      string // bad, warn, busy or quiet
	Icon      string
	Title     string
	Href      string // of the title
	Text      string
	Quote     string // message of IONOS Cloud
	When      *ui.Moment
	WhenWord  string // what happened at that time
	Names     []ui.Link
	More      ui.Link // links to the names that are not listed
	Actions   []AttentionAction
}

// AttentionAction is a button: a form if it has fields or is posted, otherwise a link.
type AttentionAction struct {
	Text, About string // "Undo", and " the deletion of web-01" for a screen reader
	Href        string
	Post        bool
	Quiet       bool
	Surplus     bool // links to the deletion of what was created twice
	Fields      []ui.HiddenField
	Right       string // required right; empty: that of the link
}

// DismissedFailure is a cause whose failures were dismissed.
type DismissedFailure struct {
	Text, By string
	At       ui.Moment
	Names    []ui.Link
}

// GettingStarted holds the first steps with Snapdeck.
type GettingStarted struct{ Steps []StartStep }

// StartStep is one of the first steps.
type StartStep struct {
	Key  string // connect, sources or target
	Link ui.Link
	Text string
	Done bool
}

// QuotaPanel shows the quotas of the contract, and when the one that snapshots count against will be full.
type QuotaPanel struct {
	Meters   []ui.Meter
	Forecast string // a sentence
	Chart    *ui.LineChart
}

// CostPanel shows the monthly cost of the snapshots.
type CostPanel struct {
	Title  string
	Amount string // "≥ 253.80 EUR"; empty: there are no prices
	Exact  string // unabbreviated amount
	Unit   string // "a month"
	Trend  string
	Notes  []string
	Chart  *ui.LineChart
}

// HeatMap shows the protection of volumes on the last days.
type HeatMap struct {
	From, To string // first and last day
	Rows     []HeatRow
	All      ui.Link // list of all unprotected volumes
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

// HeatRun holds consecutive days with the same state.
type HeatRun struct {
	State string // state of protection, or "unknown"
	Text  string // "12 to 15 Nov: late"
	Path  string // SVG path
}

// AgePanel shows the snapshots by age.
type AgePanel struct {
	Summary string
	Review  ui.Link
	Rows    []AgeRow
}

// AgeRow holds the snapshots of an age range.
type AgeRow struct {
	Label, Size, Count, Cost string
	Width                    string // in percent
	Old                      bool
}

// RunningPanel shows the changes in progress.
type RunningPanel struct {
	Lines  []Operation
	More   int
	Others []OpenRequest
}

// OpenRequest is a request of another tool at IONOS Cloud.
type OpenRequest struct {
	ID, Label, By string
	Datacenter    ui.Link
	Pill          ui.Pill
	RequestedAt   ui.Moment
}
