package timelineview

import (
	"cmp"
	"time"

	"snapdeck/internal/handlers/table"
	"snapdeck/internal/timeline"
	"snapdeck/internal/views/ui"
)

// timeRange is what part of time a timeline shows, as its page's address says.
type timeRange struct {
	key  string // of timeRanges; empty: a part that was pointed at
	span timeline.Span
}

// timeRanges are the ranges that can be chosen, the shortest first. The last has no length.
func timeRanges() []struct {
	key, text string
	length    time.Duration
} {
	return []struct {
		key, text string
		length    time.Duration
	}{{"1d", "24 hours", table.Day}, {"7d", "7 days", 7 * table.Day}, {"30d", "30 days", 30 * table.Day}, {"1y", "A year", 365 * table.Day}, {"all", "All", 0}}
}

// rangeOf reads the range from an address. Without one it follows from the snapshots, whose times are given oldest
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

// defaultRange is the shortest range of at most 30 days that shows three quarters of the snapshots, so that they
// do not stand at one edge; else all of them.
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

// between are the two times of an address that points at a part.
func between(q *table.Query) (from, to time.Time, ok bool) {
	from, errFrom := time.Parse(time.RFC3339, q.Values.Get("from"))
	to, errTo := time.Parse(time.RFC3339, q.Values.Get("to"))
	return from, to, errFrom == nil && errTo == nil
}

// tabs lead to the ranges.
func (r timeRange) tabs(q table.Query) []ui.Tab {
	var tabs []ui.Tab
	for _, x := range timeRanges() {
		tabs = append(tabs, ui.Tab{Text: x.text, Href: q.Link("range", x.key, "from", "", "to", "") + "#timeline", Current: x.key == r.key})
	}
	return tabs
}

// zoomed is the address that shows the time around a group that cannot be told apart. Where
// nothing shorter can be shown it leads to the list.
func (r timeRange) zoomed(q table.Query, first, last time.Time) string {
	if r.span.Length() <= timeline.Shortest {
		return "#timeline-list"
	}
	around := max(last.Sub(first)/4, time.Minute)
	version := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	return q.Link("range", "", "from", version(first.Add(-around)), "to", version(last.Add(around))) + "#timeline"
}

// caption says in words what time is shown.
func (r timeRange) caption(zone *time.Location) string {
	from, to := r.span.From.In(zone), r.span.To.In(zone)
	if r.span.Length() < 2*table.Day {
		return from.Format("2 Jan 2006 15:04") + " – " + to.Format("2 Jan 15:04 MST")
	}
	return from.Format("2 Jan 2006") + " – " + to.Format("2 Jan 2006")
}
