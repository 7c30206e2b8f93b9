package views

import (
	"strconv"

	"snapdeck/internal/views/ui"
)

// BulkReview is what a batch of snapshots would do.
type BulkReview struct {
	Key         string // one key, one batch
	From        string // the list that the volumes were chosen in
	Template    string
	Description string
	Errors      map[string]string
	Rows        []BulkVolume
	Selected    int // of the rows
	Skipped     []Skipped
	Lanes       []Lane
	Size        string
	Cost        string // for 30 days; empty: not known
	Quota       *ui.Meter
	Warning     string
	Drop        *DropSuggestion // nil: it would not help
	Unsized     string          // which sizes are not known; empty: none
	MaxName     int
	MaxText     int
}

// BulkVolume is a volume of a batch with the name that its snapshot would get.
type BulkVolume struct {
	VolumeRow
	Proposal string
	Warnings []string
	Dropped  bool // it is not selected any more
}

// DropSuggestion leaves out what is too much for the quota.
type DropSuggestion struct {
	IDs  string // separated by commas
	Text string
}

// Skipped is a volume or a snapshot that was chosen and is left out.
type Skipped struct {
	Subject ui.Link
	Reason  string
}

// Lane is a data center of a batch, which takes one snapshot after the other.
type Lane struct {
	Datacenter ui.Link
	Snapshots  int
	Pill       ui.Pill
}

// Batch is how operations stand that were asked for together.
type Batch struct {
	Heading     string
	Actor       string
	RequestedAt ui.Moment
	Pill        ui.Pill
	Counts      []BatchShare
	Total       int
	Failed      int
	Review      bool       // what failed destroys, so that it is reviewed before it is tried again
	Note        string     // what else is to be known of it
	Links       []ui.Link  // where one can go from here
	Href        string     // of its page
	Undo        string     // the button that undoes what has not begun; empty: there is none
	Planned     *ui.Moment // when they begin, if that is planned
	List        ui.List
	Rows        []Operation
	Steps       []ChainStep // when they follow each other; then there are no rows
	Cancel      string      // cancels the steps that have not begun; empty: there is none
	Back        string      // the page to return to from that
}

// BatchShare is a part of a batch that is equally far.
type BatchShare struct {
	Label    string
	N        int
	Tone     string
	Href     string // those alone
	Selected bool   // those alone are shown
}

// onlySelected reports whether a page shows one part of a batch alone.
func onlySelected(counts []BatchShare) bool {
	for _, c := range counts {
		if c.Selected {
			return true
		}
	}
	return false
}

// retryText is the button for what failed, which destroys and is reviewed first, or not.
func retryText(failed int, review bool) string {
	if review {
		return "Review " + ui.Count(failed) + " failed"
	}
	return "Retry " + ui.Count(failed) + " failed"
}

// shareOf is the width of a part in a bar of 100.
func shareOf(n, total int) string {
	return strconv.FormatFloat(100*float64(n)/float64(max(1, total)), 'f', 2, 64)
}

// shareFrom is where the i-th part of a bar begins.
func shareFrom(counts []BatchShare, i, total int) string {
	before := 0
	for _, c := range counts[:i] {
		before += c.N
	}
	return shareOf(before, total)
}
