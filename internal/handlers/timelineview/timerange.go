package timelineview

import (
	"cmp"
	"time"

	"snapdeck/internal/handlers/table"
	"snapdeck/internal/timeline"
	"snapdeck/internal/views/ui"
)

type timeRange struct {
	key  string // of timeRanges; empty: a custom range
	span timeline.Span
}

// timeRanges returns the ranges to choose from, the shortest first and the unlimited one last.
func timeRanges() []struct {
	key, text string
	length    time.Duration
} {
	return []struct {
		key, text string
		length    time.Duration
	}{{"1d", "24 hours", table.Day}, {"7d", "7 days", 7 * table.Day}, {"30d", "30 days", 30 * table.Day}, {"1y", "A year", 365 * table.Day}, {"all", "All", 0}}
}

// rangeOf reads the range from an address, or derives it from the times of the snapshots, which are sorted oldest
// first.
func rangeOf(q *table.Query, made []time.Time, now time.Time) timeRange {
	if from, to, ok := between(q); ok {
		return timeRange{span: timeline.Between(from, to)}
	}
	oldest := now.Add(-30 * table.Day)
	if len(made) > 0 {
		oldest = made[0]
	}
	wanted := cmp.Or(q.Values.Get("range"), defaultRange(made, now))
	for _, r := range timeRanges() {
		if r.key == wanted && r.length > 0 {
			return timeRange{r.key, timeline.Since(now.Add(-r.length), now)}
		}
	}
	return timeRange{"all", timeline.Since(oldest, now)}
}

// defaultRange returns the shortest range of at most 30 days that shows three quarters of the snapshots, or otherwise
// all of them, so that they are not crammed at one edge.
func defaultRange(made []time.Time, now time.Time) string {
	if len(made) == 0 {
		return "30d"
	}
	from := made[len(made)/4]
	for _, r := range timeRanges() {
		if r.length > 0 && r.length <= 30*table.Day && !from.Before(now.Add(-r.length)) {
			return r.key
		}
	}
	return "all"
}

// between returns the start and end of a custom range in an address.
func between(q *table.Query) (from, to time.Time, ok bool) {
	from, errFrom := time.Parse(time.RFC3339, q.Values.Get("from"))
	to, errTo := time.Parse(time.RFC3339, q.Values.Get("to"))
	return from, to, errFrom == nil && errTo == nil
}

func (r timeRange) tabs(q table.Query) []ui.Tab {
	var tabs []ui.Tab
	for _, x := range timeRanges() {
		tabs = append(tabs, ui.Tab{Text: x.text, Href: q.Link("range", x.key, "from", "", "to", "") + "#timeline", Current: x.key == r.key})
	}
	return tabs
}

// zoomed returns the address of a shorter range around a group of overlapping marks, or of the list where there is
// none.
func (r timeRange) zoomed(q table.Query, first, last time.Time) string {
	if r.span.Length() <= timeline.Shortest {
		return "#timeline-list"
	}
	around := max(last.Sub(first)/4, time.Minute)
	text := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	return q.Link("range", "", "from", text(first.Add(-around)), "to", text(last.Add(around))) + "#timeline"
}

func (r timeRange) caption(zone *time.Location) string {
	from, to := r.span.From.In(zone), r.span.To.In(zone)
	if r.span.Length() < 2*table.Day {
		return from.Format("2 Jan 2006 15:04") + " – " + to.Format("2 Jan 15:04 MST")
	}
	return from.Format("2 Jan 2006") + " – " + to.Format("2 Jan 2006")
}
