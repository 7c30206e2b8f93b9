package operation

import (
	"slices"
	"time"
)

// The minimal number of similar completed operations, and the maximal factor between their sizes.
const (
	minSamples   = 3
	maxSizeRatio = 2.0
)

// DurationRange is a typical duration: all but the fastest and slowest tenth.
type DurationRange struct{ Low, High time.Duration }

// Exceeded reports whether a duration is clearly longer than usual.
func (s DurationRange) Exceeded(took time.Duration) bool {
	return took > s.High+max(s.High/2, 30*time.Second)
}

// TypicalDuration derives the time from the acceptance of a snapshot to its availability from completed
// operations of about the same size in the same location. known is false when there are too few. A snapshot has
// no fixed timeout (docs/ionos-api.md 5).
func TypicalDuration(history []Operation, like Operation) (typical DurationRange, known bool) {
	var took []time.Duration
	for _, op := range history {
		if op.State != Done || op.Kind != like.Kind || op.Location != like.Location || !similarSize(op.SizeGB, like.SizeGB) {
			continue
		}
		if accepted := op.AcceptedAt(); !accepted.IsZero() {
			took = append(took, op.FinishedAt.Sub(accepted))
		}
	}
	if len(took) < minSamples {
		return DurationRange{}, false
	}
	slices.Sort(took)
	tenth := len(took) / 10
	return DurationRange{Low: took[tenth], High: took[len(took)-1-tenth]}, true
}

func similarSize(a, b float64) bool { return a <= b*maxSizeRatio && b <= a*maxSizeRatio }

// AcceptedAt returns when IONOS Cloud last accepted the operation; zero: not yet.
func (o Operation) AcceptedAt() time.Time {
	for _, stage := range slices.Backward(o.Stages) {
		if stage.State == Accepted {
			return stage.At
		}
	}
	return time.Time{}
}
