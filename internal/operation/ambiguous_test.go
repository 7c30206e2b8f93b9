package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestEngine_LostAnswerSearchesSnapshotFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		carried bool
		set     func(*fakeCloud)
		sends   int
		end     State
		within  time.Duration
	}{
		"found in the snapshots":               {true, func(cloud *fakeCloud) { cloud.noRequests = true }, 1, Done, 20 * time.Second},
		"found only in the requests":           {true, func(cloud *fakeCloud) { cloud.noSnapshots = true }, 1, Done, 20 * time.Second},
		"found in a request without a target":  {true, func(cloud *fakeCloud) { cloud.unnamedTargets = true; cloud.listDelay = 5 * time.Second }, 1, Done, 20 * time.Second},
		"found in both":                        {true, func(*fakeCloud) {}, 1, Done, 20 * time.Second},
		"listed late, but while it settles":    {true, func(cloud *fakeCloud) { cloud.noRequests = true; cloud.listDelay = 170 * time.Second }, 1, Done, 200 * time.Second},
		"proven absent after settling":         {false, func(*fakeCloud) {}, 2, Done, 4 * time.Minute},
		"a listing is never whole":             {false, func(cloud *fakeCloud) { cloud.incompleteListings = true }, 1, Unknown, 11 * time.Minute},
		"listings fail all the time":           {false, func(cloud *fakeCloud) { cloud.listingsFail = fault(inventory.ErrServer, 500) }, 1, Unknown, 11 * time.Minute},
		"listings fail, though it was carried": {true, func(cloud *fakeCloud) { cloud.listingsFail = fault(inventory.ErrServer, 500) }, 1, Unknown, 11 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				c.set(env.cloud)
				env.cloud.responses = []response{{err: lost(inventory.ErrServer, 504), applied: c.carried}}
				op := env.finish(env.submitCreate())
				require.Equal(t, c.end, op.State)
				require.Equal(t, c.sends, env.cloud.sends)
				require.LessOrEqual(t, op.FinishedAt.Sub(op.CreatedAt), c.within)
				if c.end == Done {
					require.Len(t, env.cloud.creations, 1)
					require.Nil(t, op.Failure)
					require.Equal(t, "snap-1", op.SnapshotID)
					require.Equal(t, LabelsWritten, op.Labels.State)
				}
				require.Empty(t, env.ledger.violations)
			})
		})
	}
}

func TestEngine_ResendsOnlyAfterAmbiguityTimeout(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.responses = []response{{err: lost(inventory.ErrUnreachable, 0)}}
		id := env.submitCreate()
		op := env.advanceFor(id, 179*time.Second)
		require.Equal(t, Submitting, op.State)
		require.Equal(t, 1, env.cloud.sends)
		require.Contains(t, op.Failure.Text, "may exist")
		env.advanceFor(id, 6*time.Second)
		require.Equal(t, 2, env.cloud.sends)
	})
}

func TestEngine_HangingCallEndsBeforeResend(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.responses = []response{{hang: true}}
		id, start := env.submitCreate(), time.Now()
		env.advance(id)
		timing := DefaultTiming()
		require.Equal(t, timing.CallTimeout, time.Since(start))
		require.Less(t, timing.CallTimeout, timing.Hold)
		require.Equal(t, Done, env.finish(id).State)
	})
}

func TestEngine_SuspendedProcessDoesNotSend(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		id := env.submitCreate()
		attempt, stage := env.engine.attempt(env.op(id))
		op, _, err := env.ledger.Start(env.t.Context(), attempt, stage, env.engine.terms(nil))
		require.NoError(t, err)
		time.Sleep(time.Hour) // another worker may have sent it in the meantime
		env.cloud.responses = []response{{hang: true}}
		start := time.Now()
		_, err = env.engine.send(env.t.Context(), op, precheckResult{at: time.Now()})
		require.NoError(t, err)
		require.Equal(t, start, time.Now(), "the call is over before it begins")
		require.Equal(t, LostOutcome, env.op(id).Failure.Kind, "it may have been sent")
	})
}

func TestEngine_LostAnswerResendsAreBounded(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		for range 9 {
			env.cloud.responses = append(env.cloud.responses, response{err: lost(inventory.ErrServer, 502)})
		}
		op := env.finish(env.submitCreate())
		require.Equal(t, Failed, op.State)
		require.Equal(t, DefaultTiming().MaxSends, env.cloud.sends)
		require.Equal(t, LostOutcome, op.Failure.Kind)
		require.Equal(t, "cloud-7", op.Failure.RequestID, "IONOS Cloud's own words are kept")
		require.Empty(t, env.cloud.creations)
	})
}

func TestEngine_UnknownOutcomeKeepsKnownIDs(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.incompleteListings = true
		env.cloud.responses = []response{{err: lost(inventory.ErrServer, 504)}}
		op := env.finish(env.submitCreate())
		require.Equal(t, Unknown, op.State)
		require.Equal(t, LostOutcome, op.Failure.Kind)
		require.Equal(t, 504, op.Failure.Status)
		require.Equal(t, []inventory.APIMessage{{Code: "100", Text: "why"}}, op.Failure.Messages)
		require.False(t, op.Complete(), "an unknown outcome is not complete")
	})
}

func TestEngine_ToleratesCloudClockSkew(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.noSnapshots = true
		id := env.submitCreate()
		env.cloud.responses = []response{{err: lost(inventory.ErrServer, 504), applied: true}}
		env.advance(id)
		env.cloud.creations[0].request.CreatedDate = time.Now().Add(-10 * time.Minute)
		env.finish(id)
		require.Equal(t, 1, env.cloud.sends)
	})
}
