package views

import (
	"strconv"

	"snapdeck/internal/views/ui"
)

// Timeline shows the history of volumes along a time axis, with a strip for each, and positions in percent of its
// width.
type Timeline struct {
	Caption string // displayed range: "24 Oct – 24 Nov 2026"
	Ranges  []ui.Tab
	Strips  []Strip
	Ticks   []TimeTick
	Now     string // position of the present; empty: outside
	Legend  []LegendEntry
	Note    string // what the range leaves out
	Empty   string // why there is nothing to show
}

// Strip is one volume of a timeline.
type Strip struct {
	Label ui.Link // empty when the page is about this volume alone
	Marks []TimeMark
	Gaps  []TimeGap
	Ticks []TimeMark // other operations, below the line
	Items []TimeItem // the same as a list, newest first
}

// TimeTick is a tick of the axis.
type TimeTick struct {
	At, Label string
	Odd       bool // hidden in narrow layouts
	Hidden    bool // without its label, which would overlap another one
}

// TimeMark is a snapshot, a group of overlapping ones, or an operation.
type TimeMark struct {
	At        string
	Y         int    // height of its shape, with the stem below
	Shape     string // good, busy, failed, other, locked, planned, many, restored, broken or unproven
	Count     string // number of a group
	Highlight string // shape of the most notable one of a group; empty: none
	Href      string
	Title     string
}

// TimeGap is an unusually long time without a snapshot.
type TimeGap struct {
	From, Width, Middle string
	Text                string // "11 days without a snapshot"
	Short               string // "11 days"
	Room                string // space for the text: none, some or much
}

// TimeItem is a line of the list.
type TimeItem struct {
	When  ui.Moment
	Label ui.Link
	Text  string
}

// LegendEntry explains a shape.
type LegendEntry struct{ Shape, Label string }

// The heights in a strip, in pixels.
const (
	StripHeight     = 78
	stripLine       = 58 // height of the snapshots
	stripOperations = 70 // height of the other operations
	stemHeight      = 26
)

// SnapshotY returns the height of a snapshot's mark.
func SnapshotY() int { return stripLine - stemHeight }

// OperationY returns the height of the mark of any other operation.
func OperationY() int { return stripOperations }

// Percent formats a position for SVG.
func Percent(position float64) string { return strconv.FormatFloat(position, 'f', 1, 64) + "%" }

func px(n int) string { return strconv.Itoa(n) }

// shapePath returns the outline of a shape around its centre.
func shapePath(shape string) string {
	switch shape {
	case "failed", "broken":
		return "M-4-4 4 4M4-4-4 4"
	case "other", "unproven":
		return "M0-6 6 0 0 6-6 0z"
	case "locked":
		return "M-5-2H5V6H-5zM-3-2V-4a3 3 0 0 1 6 0V-2"
	case "planned":
		return "M-6-5H6L0 6z"
	case "many":
		return "M-6-8H6a3 3 0 0 1 3 3V5a3 3 0 0 1-3 3H-6a3 3 0 0 1-3-3V-5a3 3 0 0 1 3-3z"
	case "restored":
		return "M0-6 6 5H-6z"
	default: // good and busy: a dot and a ring
		return "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"
	}
}
