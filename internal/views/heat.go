package views

import (
	"strconv"
	"strings"
)

// The dimensions of a day in a heat map, in units of its picture.
const (
	heatWidth  = 10
	heatHeight = 16
)

func heatBox(days int) string {
	return "0 0 " + strconv.Itoa(heatWidth*days) + " " + strconv.Itoa(heatHeight)
}

// HeatPath draws n consecutive days from the i-th on, with a shape for each state so that it does not rely on colour.
func HeatPath(state string, i, n int) string {
	var path strings.Builder
	if state == "never" { // one hollow bar for all days
		length := strconv.Itoa(n*heatWidth - 1)
		inner := strconv.Itoa(n*heatWidth - 3)
		return "M" + strconv.Itoa(i*heatWidth) + " 3h" + length + "v10h-" + length + "zm1 1v8h" + inner + "v-8z"
	}
	for day := i; day < i+n; day++ {
		path.WriteString("M" + strconv.Itoa(day*heatWidth) + heatShape(state))
	}
	return path.String()
}

// heatShape returns the shape of a state, starting at the left of a day.
func heatShape(state string) string {
	switch state {
	case "protected":
		return " 1h9v14h-9z"
	case "probably":
		return " 2h9v5h-9zm0 8h9v5h-9z"
	case "late":
		return " 7h9v8h-9z"
	case "failing":
		return " 3l2-2 2.5 4.5 2.5-4.5 2 2-3 5 3 5-2 2-2.5-4.5-2.5 4.5-2-2 3-5z"
	case "excluded":
		return " 7h9v2h-9z"
	default:
		return " 7m3.5 0h2v2h-2z"
	}
}

func heatLegend() []HeatRun {
	return []HeatRun{
		{State: "protected", Text: "protected"}, {State: "probably", Text: "probably"}, {State: "late", Text: "late"},
		{State: "never", Text: "no snapshot"}, {State: "failing", Text: "failing"}, {State: "unknown", Text: "unknown"},
	}
}
