package timeline

import (
	"math"
	"time"
)

// Group is one mark, or several that are too close to distinguish.
type Group struct {
	At          float64
	First, Last int // indexes in the list of times
}

// Alone reports whether the group has one member.
func (g Group) Alone() bool { return g.First == g.Last }

// Len is the number of members.
func (g Group) Len() int { return g.Last - g.First + 1 }

// Groups joins sorted times, oldest first, until all groups are at least the given percentage apart. All times
// must be within the span.
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
