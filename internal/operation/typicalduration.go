package operation

import (
	"slices"
	"time"
)

// The history that "usual" is drawn from: how many good operations it takes, and by how
// much their sizes may differ.
const (
	minSamples   = 3
	maxSizeRatio = 2.0
)

// DurationRange is how long something takes: all but the fastest and slowest tenth.
type DurationRange struct{ Low, High time.Duration }

// Exceeded reports whether something has taken clearly longer than usual.
func (s DurationRange) Exceeded(took time.Duration) bool {
	return took > s.High+max(s.High/2, 30*time.Second)
}

// TypicalDuration tells from good operations of about the same size in the same location how long the
// cloud takes from accepting a snapshot to its being available. known is false when there
// are too few of them. A snapshot has no fixed timeout (API reference 5).
func TypicalDuration(history []Operation, like Operation) (typical DurationRange, known bool) {
	var took []time.Duration
	for _, op := range history {
		if op.State != Done || op.Kind != like.Kind || op.Location != like.Location || !similarSize(op.SizeGB, like.SizeGB) {
			continue
		}
		if accepted := op.lastStage(Accepted); !accepted.IsZero() {
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

// AcceptedAt is when the cloud accepted the operation; zero: not yet.
func (o Operation) AcceptedAt() time.Time { return o.lastStage(Accepted) }
