package operation

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestEngine_RecordsBeforeCallingCloud(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		var received []Operation
		env.engine.OnChange(func(op Operation) { received = append(received, op) })
		op := env.create("vol")
		require.Equal(t, Queued, op.State)
		require.Equal(t, "amy", op.Actor)
		require.Equal(t, []Stage{{State: Queued, At: time.Now()}}, op.Stages)
		require.Equal(t, op, env.op(op.ID))
		require.Equal(t, []Operation{op}, received)
		require.Zero(t, env.cloud.sends)
	})
}

func TestEngine_SameKeyIsOneOperation(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		id := env.submitCreate()
		var received int
		env.engine.OnChange(func(Operation) { received++ })
		again, err := env.engine.Submit(env.t.Context(), amy(), Key{Form: "key-vol"}, requestOf("vol"))
		require.NoError(t, err)
		require.True(t, again.Earlier)
		require.Equal(t, id, again.First().ID)
		require.Zero(t, received)
		env.finish(id)
		require.Len(t, env.cloud.creations, 1)
	})
}

func TestEngine_SuccessPassesAllStages(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		id := env.submitCreate()
		op := env.finish(id)
		require.Equal(t, []State{Queued, Submitting, Accepted, Provisioning, Done}, states(op))
		require.Equal(t, "snap-1", op.SnapshotID)
		require.Equal(t, "req-1", op.RequestID)
		require.Equal(t, inventory.RequestDone, op.RequestStatus)
		require.Equal(t, 1, op.Sends)
		require.Nil(t, op.Failure)
		require.Equal(t, LabelsWritten, op.Labels.State)
		require.True(t, op.Complete())
		require.Equal(t, op.Stages[len(op.Stages)-1].At, op.FinishedAt)
		require.LessOrEqual(t, op.FinishedAt.Sub(op.CreatedAt), 12*time.Second, "seen within a look after 10 s of work")
		require.Equal(t, map[string]string{
			inventory.LabelDatacenter: "dc", inventory.LabelVolume: "vol", inventory.LabelOperation: id,
		}, env.cloud.labels)
		require.Equal(t, 1, env.cloud.requestCalls, "the mirror shows the state until the request is no longer listed")
		require.Empty(t, env.ledger.violations)
	})
}

func TestEngine_CreateCallCarriesMarker(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		op := env.finish(env.submitCreate())
		text, marker, ok := inventory.CutMarker(env.cloud.creations[0].snapshot.Description)
		require.True(t, ok)
		require.Equal(t, "ticket 7", text)
		require.Equal(t, op.Marker(), marker)
		require.Equal(t, "ticket 7", op.Params.Description, "the record keeps the person's own text")
	})
}

func TestEngine_StagesSeenWithinOnePoll(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.queueDelay, env.cloud.runDelay = time.Minute, time.Hour
		id := env.submitCreate()
		require.Equal(t, Accepted, env.advanceFor(id, time.Minute).State)
		require.Equal(t, Provisioning, env.advanceFor(id, 2*time.Second).State)
		require.Equal(t, Provisioning, env.advanceFor(id, time.Hour-4*time.Second).State, "there is no fixed time-out")
		require.Equal(t, Done, env.advanceFor(id, 6*time.Second).State)
	})
}

func TestEngine_DoesNotWaitForPausedMirror(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.mirror.paused = true
		op := env.finish(env.submitCreate())
		require.Equal(t, Done, op.State)
		require.LessOrEqual(t, op.FinishedAt.Sub(op.CreatedAt), 12*time.Second)
	})
}

func TestEngine_LeavesCompleteOperationAlone(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		id := env.submitCreate()
		before := env.finish(id)
		_, done := env.advance(id)
		require.True(t, done)
		require.Equal(t, before, env.op(id))
	})
}

func TestEngine_UnknownIDIsError(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		_, _, err := env.engine.Advance(env.t.Context(), "nobody")
		require.ErrorIs(t, err, ErrNoOperation)
	})
}

func TestEngine_SavesOutcomeDuringShutdown(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		id := env.submitCreate()
		env.cloud.responses = []response{{hang: true, applied: true}}
		ctx, stop := context.WithTimeout(env.t.Context(), time.Second)
		defer stop()
		_, _, err := env.engine.Advance(ctx, id)
		require.NoError(t, err)
		op := env.op(id)
		require.Equal(t, Submitting, op.State)
		require.NotNil(t, op.Failure)
		env.start()
		require.Equal(t, Done, env.finish(id).State)
		require.Len(t, env.cloud.creations, 1)
	})
}

func TestEngine_BacksOffFromStaleLedger(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		id := env.submitCreate()
		reads := 0
		env.ledger.passPoint = func(point string) {
			if point == "before Start" {
				reads++
				env.ledger.mu.Lock()
				defer env.ledger.mu.Unlock()
				op := env.ledger.ops[id]
				op.Version++ // another worker is always faster
				env.ledger.ops[id] = op
			}
		}
		retryIn, done := env.advance(id)
		require.False(t, done)
		require.Equal(t, DefaultTiming().QueuePoll, retryIn)
		require.Equal(t, maxStale, reads)
		require.Zero(t, env.cloud.sends)
	})
}
