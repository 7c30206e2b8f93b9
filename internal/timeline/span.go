package timeline

import (
	"math"
	"time"
)

// Shortest is the shortest span that is shown.
const Shortest = 10 * time.Minute

// margin is what stays free at both ends, in percent, so that marks there are whole.
const margin = 2

// Span is the part of time that an axis shows.
type Span struct{ From, To time.Time }

// Since is the span from a time until now, which is widened to its past when it is too short.
func Since(from, now time.Time) Span {
	if now.Sub(from) < Shortest {
		from = now.Add(-Shortest)
	}
	return Span{from, now}
}

// Between is the span between two times, widened to both sides when it is too short.
func Between(from, to time.Time) Span {
	if to.Before(from) {
		from, to = to, from
	}
	if lacks := Shortest - to.Sub(from); lacks > 0 {
		from, to = from.Add(-lacks/2), to.Add(lacks-lacks/2)
	}
	return Span{from, to}
}

// Length is how long the span is.
func (s Span) Length() time.Duration { return s.To.Sub(s.From) }

// Holds reports whether a time lies within the span.
func (s Span) Holds(t time.Time) bool { return !t.Before(s.From) && !t.After(s.To) }

// At is the place of a time on the axis: that of the next end when it lies outside. It is
// rounded to what can be seen, so that a page does not change with each second.
func (s Span) At(t time.Time) float64 {
	share := float64(t.Sub(s.From)) / float64(max(1, s.Length()))
	return math.Round(10*(margin+(100-2*margin)*min(1, max(0, share)))) / 10
}
