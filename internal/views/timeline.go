package views

import (
	"strconv"

	"snapdeck/internal/views/ui"
)

// Timeline shows what happened to volumes along one axis of time, a strip for each. Places
// are percent of the width.
type Timeline struct {
	Caption string // what time it shows, "24 Oct – 24 Nov 2026"
	Ranges  []ui.Tab
	Strips  []Strip
	Ticks   []TimeTick
	Now     string // place of the present; empty when it is not shown
	Legend  []LegendEntry
	Note    string // what the range leaves out
	Empty   string // why there is nothing to show
}

// Strip is one volume of a timeline.
type Strip struct {
	ID    string
	Label ui.Link // empty when the page is about this volume alone
	Marks []TimeMark
	Gaps  []TimeGap
	Ticks []TimeMark // what else was done, below the line
	Items []TimeItem // the same as a list, newest first
}

// TimeTick is a mark of the axis.
type TimeTick struct {
	At, Label string
	Odd       bool // left out where there is little room
	Hidden    bool // has no label, which would be over another one
}

// TimeMark is a snapshot, several that stand too close together, or something that was done.
type TimeMark struct {
	At        string
	Y         int    // where its shape stands; the stem goes down from there
	Shape     string // what it is: good, busy, failed, other, locked, planned, many, restored, broken or unproven
	Count     string // how many, of several
	Highlight string // the shape of the most notable among several; empty: none is
	Href      string
	Title     string
}

// TimeGap is a time without a snapshot that is longer than usual.
type TimeGap struct {
	From, Width, Middle string
	Text                string // "11 days without a snapshot"
	Short               string // "11 days"
	Room                string // how much there is for words: none, some or much
}

// TimeItem is a line of the list.
type TimeItem struct {
	When  ui.Moment
	Label ui.Link
	Text  string
}

// LegendEntry explains a shape.
type LegendEntry struct{ Shape, Label string }

// The heights of a strip, in pixels.
const (
	StripHeight     = 78
	stripLine       = 58 // where the snapshots stand
	stripOperations = 70 // where stands what else was done
	stemHeight      = 26
)

// SnapshotY is the height of the mark of a snapshot.
func SnapshotY() int { return stripLine - stemHeight }

// OperationY is where stands what was done beside making snapshots.
func OperationY() int { return stripOperations }

// Percent is a place as SVG takes it.
func Percent(place float64) string { return strconv.FormatFloat(place, 'f', 1, 64) + "%" }

func px(n int) string { return strconv.Itoa(n) }

// shapePath is the outline of a shape around its middle.
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
