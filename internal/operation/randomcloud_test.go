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
		inventory.ErrUnauthorized, inventory.ErrPaymentRequired, inventory.ErrForbidden, inventory.ErrNotFound, inventory.ErrMethod,
		inventory.ErrMediaType, inventory.ErrInvalid, inventory.ErrBusy, inventory.ErrRateLimited, inventory.ErrServer,
		inventory.ErrMaintenance, inventory.ErrUnreachable, inventory.ErrUnreadable,
	}
}

func randomResponse(t *rapid.T) response {
	kind := rapid.SampledFrom(faults()).Draw(t, "kind")
	switch rapid.IntRange(0, 4).Draw(t, "answer") {
	case 0:
		return response{}
	case 1:
		return response{err: fault(kind, 500)}
	case 2:
		return response{err: lost(kind, 504), applied: rapid.Bool().Draw(t, "carried")}
	case 3:
		return response{err: errors.New("a bug"), applied: rapid.Bool().Draw(t, "carried")}
	default:
		return response{hang: true, applied: rapid.Bool().Draw(t, "carried"), err: lost(kind, 0)}
	}
}

func randomDuration(t *rapid.T, most time.Duration, label string) time.Duration {
	return time.Duration(rapid.Int64Range(0, int64(most)).Draw(t, label))
}

// randomCloud draws a cloud that lists every resource, present or past, in at least one place before the
// outcome is called unknown.
func randomCloud(t *rapid.T) func(*fakeCloud) {
	responses := rapid.SliceOfN(rapid.Custom(randomResponse), 0, 6).Draw(t, "responses")
	queueFor, runFor := randomDuration(t, 10*time.Minute, "queue"), randomDuration(t, time.Hour, "run")
	unlisted := randomDuration(t, 40*time.Second, "unlisted")
	outcome := rapid.SampledFrom([]inventory.RequestStatus{inventory.RequestDone, inventory.RequestFailed}).Draw(t, "outcome")
	end := rapid.SampledFrom([]inventory.State{inventory.StateAvailable, inventory.StateFailed, inventory.StateInactive, ""}).Draw(t, "end")
	flags := rapid.SliceOfN(rapid.Bool(), 5, 5).Draw(t, "flags")
	labelling := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) error {
		return fault(rapid.SampledFrom(faults()).Draw(t, "label"), 400)
	}), 0, 10).Draw(t, "labels")
	return func(cloud *fakeCloud) {
		cloud.responses, cloud.labelResponses = responses, labelling
		cloud.queueDelay, cloud.runDelay, cloud.listDelay, cloud.outcome, cloud.snapshotEnd = queueFor, runFor, unlisted, outcome, end
		cloud.forgetsRequests, cloud.emptyReceipts, cloud.unnamedTargets, cloud.incompleteListings = flags[0], flags[1], flags[2], flags[3]
		cloud.noRequests = flags[4] && end != ""
	}
}

func TestEngine_RandomCloudEndsWithoutDuplicates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		set := randomCloud(rt)
		pending := rapid.Bool().Draw(rt, "asleep")
		deaths := rapid.SliceOfN(rapid.IntRange(1, 80), 0, 3).Draw(rt, "deaths")
		runEnv(t, func(env *testEnv) {
			set(env.cloud)
			env.mirror.paused = pending
			for _, point := range deaths {
				env.killAt[point] = true
			}
			op := env.runThroughCrashes()
			require.True(env.t, op.State.Final())
			require.Empty(env.t, env.ledger.violations)
			require.LessOrEqual(env.t, len(env.cloud.creations), 1)
			require.Equal(env.t, op.State, op.Stages[len(op.Stages)-1].State)
			require.False(env.t, op.FinishedAt.IsZero())
			if op.State == Done {
				require.Nil(env.t, op.Failure)
				require.NotEmpty(env.t, op.SnapshotID)
			} else {
				require.NotEmpty(env.t, op.Failure.Text)
			}
			for i := 1; i < len(op.Stages); i++ {
				require.False(env.t, op.Stages[i].At.Before(op.Stages[i-1].At), "stages are in order")
			}
		})
	})
}
