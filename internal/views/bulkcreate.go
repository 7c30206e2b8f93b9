package views

import (
	"slices"
	"strconv"

	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// BulkReview shows what a batch of snapshots would do.
type BulkReview struct {
	Key         string // one batch per key
	From        string // the list that the volumes were chosen in
	Template    string
	Description string
	Errors      map[string]string
	Rows        []BulkVolume
	Selected    int // of the rows
	Skipped     []Skipped
	Lanes       []Lane
	Size        string
	Cost        string // for 30 days; empty: unknown
	Quota       *ui.Meter
	Warning     string
	Drop        *DropSuggestion // nil: it would not help
	Unsized     string          // which sizes are unknown; empty: none
	MaxName     int
	MaxText     int
}

// BulkVolume is a volume of a batch with the name of its snapshot.
type BulkVolume struct {
	VolumeRow
	Proposal string
	Warnings []string
	Dropped  bool // no longer selected
}

// DropSuggestion offers to leave out the volumes that exceed the quota.
type DropSuggestion struct {
	IDs  string // separated by commas
	Text string
}

// Skipped is a selected volume or snapshot that is left out.
type Skipped struct {
	Subject ui.Link
	Reason  string
	Code    string // of the reason
}

// Lane is a data center of a batch, which creates one snapshot after another.
type Lane struct {
	Datacenter ui.Link
	Snapshots  int
	Pill       ui.Pill
}

// Batch is the state of operations that were requested together.
type Batch struct {
	Heading     string
	Actor       string
	RequestedAt ui.Moment
	Pill        ui.Pill
	Counts      []BatchShare
	Total       int
	Failed      int
	Review      bool       // the failed operations are destructive, so a retry is reviewed first
	Note        string     // further information
	Links       []ui.Link  // pages to continue on
	Href        string     // of its page
	Undo        string     // text of the button that undoes what has not started; empty: none
	Planned     *ui.Moment // when they start, if planned
	List        ui.List
	Rows        []Operation
	Steps       []ChainStep // a sequence of steps, instead of rows
	Cancel      string      // address that cancels the steps that have not started; empty: none
	Back        string      // the page to return to after that
}

// BatchShare is the part of a batch with the same outcome.
type BatchShare struct {
	Label    string
	N        int
	Tone     string
	Href     string // address of that part
	Selected bool   // only that part is shown
}

// onlySelected reports whether a page shows only one part of a batch.
func onlySelected(counts []BatchShare) bool {
	return slices.ContainsFunc(counts, func(c BatchShare) bool { return c.Selected })
}

// retryText returns the text of the button that retries the failed operations, directly or after a review.
func retryText(failed int, review bool) string {
	if review {
		return "Review " + quantity.Count(failed) + " failed"
	}
	return "Retry " + quantity.Count(failed) + " failed"
}

// shareOf returns the width of a part in a bar of 100.
func shareOf(n, total int) string {
	return strconv.FormatFloat(100*float64(n)/float64(max(1, total)), 'f', 2, 64)
}

// shareFrom returns where the i-th part of a bar starts.
func shareFrom(counts []BatchShare, i, total int) string {
	before := 0
	for _, c := range counts[:i] {
		before += c.N
	}
	return shareOf(before, total)
}
