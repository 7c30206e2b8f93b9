package timeline

import (
	"strconv"
	"time"
)

// Tick is a mark of the axis.
type Tick struct {
	At    float64
	Label string
}

type unit int

const (
	minutes unit = iota
	days
	months
)

// step is the distance of ticks: a number of units.
type step struct {
	unit  unit
	n     int
	about time.Duration
}

func steps() []step {
	const day = 24 * time.Hour
	var all []step
	for _, n := range []int{1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720} {
		all = append(all, step{minutes, n, time.Duration(n) * time.Minute})
	}
	for _, n := range []int{1, 2, 5, 10} {
		all = append(all, step{days, n, time.Duration(n) * day})
	}
	for _, n := range []int{1, 2, 3, 6, 12, 24, 60, 120} {
		all = append(all, step{months, n, time.Duration(n) * 30 * day})
	}
	return all
}

// Ticks returns the marks of the axis in a zone, at even times, limited in number.
func (s Span) Ticks(zone *time.Location, most int) []Tick {
	selected := step{months, 1200, 0}
	for _, st := range steps() {
		if s.Length() <= time.Duration(most)*st.about {
			selected = st
			break
		}
	}
	var ticks []Tick
	for t := selected.before(s.From.In(zone)); !t.After(s.To); {
		if !t.Before(s.From) && len(ticks) < most {
			ticks = append(ticks, Tick{s.At(t), selected.label(t)})
		}
		next := selected.after(t)
		for i := 2; !next.After(t); i++ { // the hour does not exist because of daylight saving time
			next = step{selected.unit, i * selected.n, 0}.after(t)
		}
		t = next
	}
	return ticks
}

// before is the last even time at or before a time.
func (st step) before(t time.Time) time.Time {
	y, m, d := t.Date()
	switch st.unit {
	case minutes:
		passed := t.Hour()*60 + t.Minute()
		return time.Date(y, m, d, 0, passed-passed%st.n, 0, 0, t.Location())
	case days:
		// Days are counted from a fixed one, which keeps ticks in place as time passes.
		counted := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
		return time.Date(y, m, d-counted%st.n, 0, 0, 0, 0, t.Location())
	default:
		counted := 12*y + int(m) - 1
		return time.Date(y, m-time.Month(counted%st.n), 1, 0, 0, 0, 0, t.Location())
	}
}

func (st step) after(t time.Time) time.Time {
	y, m, d := t.Date()
	switch st.unit {
	case minutes:
		return st.before(t.Add(time.Duration(st.n) * time.Minute))
	case days:
		return time.Date(y, m, d+st.n, 0, 0, 0, 0, t.Location())
	default:
		return time.Date(y, m+time.Month(st.n), 1, 0, 0, 0, 0, t.Location())
	}
}

// label names an even time by its largest changing unit: hour, day, month or year.
func (st step) label(t time.Time) string {
	midnight := t.Hour() == 0 && t.Minute() == 0
	switch {
	case st.unit == minutes && !midnight:
		return t.Format("15:04")
	case st.unit == months && t.Month() == time.January:
		return strconv.Itoa(t.Year())
	case st.unit == months:
		return t.Format("Jan")
	default:
		return t.Format("2 Jan")
	}
}
