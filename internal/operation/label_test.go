package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestSourceLabels_RetriedUntilWritten(t *testing.T) {
	t.Parallel()
	busy, refused := fault(inventory.ErrBusy, 423), fault(inventory.ErrForbidden, 403)
	notFound, cut := fault(inventory.ErrNotFound, 404), lost(inventory.ErrServer, 504)
	for name, c := range map[string]struct {
		responses []error
		tries     int
	}{
		"at once":                  {nil, 1},
		"busy":                     {[]error{busy, busy}, 3},
		"refused":                  {[]error{refused}, 2},
		"cut off in the middle":    {[]error{nil, cut}, 2},
		"the snapshot shows late":  {[]error{notFound, notFound}, 3},
		"one failure of each kind": {[]error{busy, refused, nil, nil, cut}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.labelResponses = c.responses
				op := env.finish(env.submitCreate())
				require.Equal(t, Done, op.State)
				require.Equal(t, LabelProgress{State: LabelsWritten, Tries: c.tries}, op.Labels)
				require.Len(t, env.cloud.labels, 3)
			})
		})
	}
}

func TestSourceLabels_FailureDoesNotBlockDone(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		for range 20 {
			env.cloud.labelResponses = append(env.cloud.labelResponses, fault(inventory.ErrBusy, 423))
		}
		id := env.submitCreate()
		op := env.advanceFor(id, 15*time.Second)
		require.Equal(t, Done, op.State)
		require.False(t, op.Complete())
		require.Equal(t, LabelsFailing, op.Labels.State)
		require.Equal(t, inventory.ErrBusy.Error(), op.Labels.Note)
		require.True(t, op.Labels.NextAt.After(time.Now()))

		op = env.finish(id)
		require.Equal(t, LabelsWritten, op.Labels.State)
		require.Equal(t, 21, op.Labels.Tries)
	})
}

func TestSourceLabels_BackoffUpToFiveMinutes(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		for range 12 {
			env.cloud.labelResponses = append(env.cloud.labelResponses, fault(inventory.ErrForbidden, 403))
		}
		id := env.submitCreate()
		last := env.advanceFor(id, 30*time.Second).Labels
		for {
			retryIn, done := env.advance(id)
			if done {
				break
			}
			require.LessOrEqual(t, retryIn, maxLabelDelay)
			time.Sleep(retryIn)
			now := env.op(id).Labels
			require.GreaterOrEqual(t, now.Tries, last.Tries)
			last = now
		}
		require.Len(t, env.cloud.labels, 3)
	})
}

func TestSourceLabels_HonourRetryAfter(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		limited := fault(inventory.ErrRateLimited, 429)
		limited.RetryAfter = 10 * time.Minute
		env.cloud.labelResponses = []error{limited}
		id := env.submitCreate()
		op := env.advanceFor(id, time.Minute)
		require.Equal(t, op.Stages[1].At.Add(10*time.Minute), op.Labels.NextAt)
	})
}

func TestSourceLabels_DroppedForMissingSnapshot(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.noSnapshots = true
		for range 3 {
			env.cloud.labelResponses = append(env.cloud.labelResponses, fault(inventory.ErrBusy, 423))
		}
		env.cloud.labelResponses = append(env.cloud.labelResponses, fault(inventory.ErrNotFound, 404))
		op := env.finish(env.submitCreate())
		require.Equal(t, Done, op.State)
		require.Equal(t, LabelsDropped, op.Labels.State)
		require.Equal(t, "The snapshot no longer exists.", op.Labels.Note)
	})
}
