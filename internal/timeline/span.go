package timeline

import (
	"math"
	"time"
)

// Shortest is the shortest span.
const Shortest = 10 * time.Minute

// margin is the free space at both ends, in percent, which keeps marks there visible.
const margin = 2

// Span is the time shown by an axis.
type Span struct{ From, To time.Time }

// Since is the span from a time until now, extended to the past when it is too short.
func Since(from, now time.Time) Span {
	if now.Sub(from) < Shortest {
		from = now.Add(-Shortest)
	}
	return Span{from, now}
}

// Between is the span between two times, extended at both ends when it is too short.
func Between(from, to time.Time) Span {
	if to.Before(from) {
		from, to = to, from
	}
	if lacks := Shortest - to.Sub(from); lacks > 0 {
		from, to = from.Add(-lacks/2), to.Add(lacks-lacks/2)
	}
	return Span{from, to}
}

// Length is the duration of the span.
func (s Span) Length() time.Duration { return s.To.Sub(s.From) }

// Holds reports whether a time is within the span.
func (s Span) Holds(t time.Time) bool { return !t.Before(s.From) && !t.After(s.To) }

// At is the position of a time on the axis, clamped to its ends. It is rounded to visible steps, so that a page
// does not change every second.
func (s Span) At(t time.Time) float64 {
	share := float64(t.Sub(s.From)) / float64(max(1, s.Length()))
	return math.Round(10*(margin+(100-2*margin)*min(1, max(0, share)))) / 10
}
