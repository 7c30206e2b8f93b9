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

// Groups joins times, which are sorted, the oldest first, that are less than so many percent
// apart. All of them are within the span.
func (s Span) Groups(times []time.Time, apart float64) []Group {
	var groups []Group
	for i, t := range times {
		if n := len(groups); n > 0 && s.At(t)-s.At(times[groups[n-1].First]) < apart {
			groups[n-1].Last = i
			continue
		}
		groups = append(groups, Group{First: i, Last: i})
	}
	for i := range groups {
		g := &groups[i]
		g.At = math.Round(5*(s.At(times[g.First])+s.At(times[g.Last]))) / 10
	}
	return groups
}
