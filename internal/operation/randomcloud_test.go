package operation

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

func faults() []error {
	return []error{
		inventory.ErrUnauthorized, inventory.ErrTrial, inventory.ErrForbidden, inventory.ErrNotFound, inventory.ErrMethod,
		inventory.ErrMediaType, inventory.ErrInvalid, inventory.ErrBusy, inventory.ErrRateLimited, inventory.ErrServer,
		inventory.ErrMaintenance, inventory.ErrUnreachable, inventory.ErrUnreadable,
	}
}

func anyAnswer(t *rapid.T) answer {
	kind := rapid.SampledFrom(faults()).Draw(t, "kind")
	switch rapid.IntRange(0, 4).Draw(t, "answer") {
	case 0:
		return answer{}
	case 1:
		return answer{err: fault(kind, 500)}
	case 2:
		return answer{err: lost(kind, 504), carried: rapid.Bool().Draw(t, "carried")}
	case 3:
		return answer{err: errors.New("a bug"), carried: rapid.Bool().Draw(t, "carried")}
	default:
		return answer{hangs: true, carried: rapid.Bool().Draw(t, "carried"), err: lost(kind, 0)}
	}
}

func anyDuration(t *rapid.T, most time.Duration, label string) time.Duration {
	return time.Duration(rapid.Int64Range(0, int64(most)).Draw(t, label))
}

// anyCloud draws a cloud that lists what it has, or had, in at least one place within the settling time.
func anyCloud(t *rapid.T) func(*heaven) {
	answers := rapid.SliceOfN(rapid.Custom(anyAnswer), 0, 6).Draw(t, "answers")
	queueFor, runFor := anyDuration(t, 10*time.Minute, "queue"), anyDuration(t, time.Hour, "run")
	unlisted := anyDuration(t, 40*time.Second, "unlisted")
	outcome := rapid.SampledFrom([]inventory.RequestStatus{inventory.RequestDone, inventory.RequestFailed}).Draw(t, "outcome")
	end := rapid.SampledFrom([]inventory.State{inventory.StateAvailable, inventory.StateFailed, inventory.StateInactive, ""}).Draw(t, "end")
	flags := rapid.SliceOfN(rapid.Bool(), 5, 5).Draw(t, "flags")
	labelling := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) error {
		return fault(rapid.SampledFrom(faults()).Draw(t, "label"), 400)
	}), 0, 10).Draw(t, "labels")
	return func(h *heaven) {
		h.answers, h.labelling = answers, labelling
		h.queueFor, h.runFor, h.unlisted, h.outcome, h.end = queueFor, runFor, unlisted, outcome, end
		h.forgets, h.blank, h.nameless, h.odd = flags[0], flags[1], flags[2], flags[3]
		h.noRequests = flags[4] && end != ""
	}
}

func TestWhateverTheCloudDoesAnOperationEndsAndIsNeverDoubled(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		set := anyCloud(rt)
		asleep := rapid.Bool().Draw(rt, "asleep")
		deaths := rapid.SliceOfN(rapid.IntRange(1, 80), 0, 3).Draw(rt, "deaths")
		inWorld(t, func(w *world) {
			set(w.heaven)
			w.mirror.asleep = asleep
			for _, point := range deaths {
				w.dieAt[point] = true
			}
			op := w.live()
			require.True(w.t, op.State.Final())
			require.Empty(w.t, w.book.breaches)
			require.LessOrEqual(w.t, len(w.heaven.made), 1)
			require.Equal(w.t, op.State, op.Stages[len(op.Stages)-1].State)
			require.False(w.t, op.FinishedAt.IsZero())
			if op.State == Done {
				require.Nil(w.t, op.Failure)
				require.NotEmpty(w.t, op.SnapshotID)
			} else {
				require.NotEmpty(w.t, op.Failure.Text)
			}
			for i := 1; i < len(op.Stages); i++ {
				require.False(w.t, op.Stages[i].At.Before(op.Stages[i-1].At), "stages stand in order")
			}
		})
	})
}
