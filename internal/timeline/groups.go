package timeline

import (
	"math"
	"time"
)

// Group is neighbours that stand too close together to be told apart, or one alone.
type Group struct {
	At          float64
	First, Last int // places in the list of times
}

// Alone reports whether there is only one.
func (g Group) Alone() bool { return g.First == g.Last }

// Len is how many there are.
func (g Group) Len() int { return g.Last - g.First + 1 }

// Groups joins times, which are sorted, the oldest first, until no two groups are less than so
// many percent apart. All of them are within the span.
func (s Span) Groups(times []time.Time, apart float64) []Group {
	var groups []Group
	middle := func(first, last int) Group {
		return Group{math.Round(5*(s.At(times[first])+s.At(times[last]))) / 10, first, last}
	}
	for i := range times {
		g := middle(i, i)
		for n := len(groups); n > 0 && g.At-groups[n-1].At < apart; n-- {
			g = middle(groups[n-1].First, i)
			groups = groups[:n-1]
		}
		groups = append(groups, g)
	}
	return groups
}
