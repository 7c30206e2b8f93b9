package timeline

import (
	"slices"
	"time"
)

// What makes a gap longer than usual: so many intervals must be known, so many times the
// usual one it must last.
const (
	minIntervals = 3
	gapFactor    = 2.5
)

// Gap is a time in which nothing happened for longer than usual.
type Gap struct {
	From, To time.Time
	Open     bool // it still lasts
}

// Length is how long it lasted.
func (g Gap) Length() time.Duration { return g.To.Sub(g.From) }

// Gaps are the gaps between times, which are sorted, the oldest first, and until now. What is
// usual is the median; with few intervals nothing is.
func Gaps(times []time.Time, now time.Time) []Gap {
	if len(times) <= minIntervals {
		return nil
	}
	var between []time.Duration
	for i := 1; i < len(times); i++ {
		between = append(between, times[i].Sub(times[i-1]))
	}
	sorted := slices.Sorted(slices.Values(between))
	most := max(time.Minute, time.Duration(gapFactor*float64(sorted[len(sorted)/2])))
	var gaps []Gap
	for i, d := range between {
		if d > most {
			gaps = append(gaps, Gap{From: times[i], To: times[i+1]})
		}
	}
	if last := times[len(times)-1]; now.Sub(last) > most {
		gaps = append(gaps, Gap{From: last, To: now, Open: true})
	}
	return gaps
}
