package timeline

import (
	"slices"
	"time"
)

// A gap is longer than usual when at least this many intervals are known and it is this many times the typical
// one.
const (
	minIntervals = 3
	gapFactor    = 2.5
)

// Gap is an unusually long time without an event.
type Gap struct {
	From, To time.Time
	Open     bool // it has not ended
}

// Length is the duration of the gap.
func (g Gap) Length() time.Duration { return g.To.Sub(g.From) }

// Gaps returns the gaps between sorted times, oldest first, and until now. The typical interval is the median;
// with few intervals there are no gaps.
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
