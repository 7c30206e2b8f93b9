package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// plannedDeletions returns a batch of three deletions in their undo window.
func (env *testEnv) plannedDeletions() []Operation {
	env.t.Helper()
	var requests []Request
	for _, id := range []string{"snap", "snap-2", "snap-3"} {
		env.cloud.cloudState.snapshots[id] = inventory.Snapshot{ID: id, Name: id, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
		requests = append(requests, env.engine.Deletion(id, Consent{LastGood: true}))
	}
	requests = env.confirmed(requests...)
	done, err := env.engine.Submit(env.t.Context(), bea, Key{Form: "form"}, requests...)
	require.NoError(env.t, err)
	again, err := env.engine.Submit(env.t.Context(), bea, Key{Form: "form"}, requests...)
	require.NoError(env.t, err)
	require.Equal(env.t, ids(done.Ops), ids(again.Ops), "the same form asks for the same")
	require.Equal(env.t, done.Batch, again.Batch)
	return done.Ops
}

func TestBatch_UndoneDeletesNothing(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		ops := env.plannedDeletions()
		n, err := env.engine.CancelWaiting(t.Context(), ops[0].Batch, bea)
		require.NoError(t, err)
		require.Equal(t, 3, n)
		n, err = env.engine.CancelWaiting(t.Context(), ops[0].Batch, bea)
		require.NoError(t, err)
		require.Zero(t, n)
		time.Sleep(time.Hour)
		require.Equal(t, BatchCounts{Cancelled: 3}, CountBatch(env.finishAll(ops)))
		require.Len(t, env.cloud.cloudState.snapshots, 3)

		_, err = env.engine.Retry(t.Context(), ops[0].ID, bea)
		require.ErrorIs(t, err, ErrTooLate, "a deletion that was undone is not offered again")
	})
}

func TestBatch_CountsLockedAndRetriesOnlyFailed(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		ops := env.plannedDeletions()
		env.finishAll(env.submit("lock", Locking("snap", Lock{Reason: "audit"})))
		env.cloud.deleting = []response{{err: fault(inventory.ErrInvalid, 422)}}
		ended := env.finishAll(ops)
		require.Equal(t, BatchCounts{Done: 1, Prevented: 1, Failed: 1}, CountBatch(ended))
		n, confirm, err := env.engine.RetryFailed(t.Context(), ended, bea)
		require.NoError(t, err)
		require.Zero(t, n, "destructive operations are confirmed first")
		require.Len(t, confirm, 1)
		require.Len(t, env.cloud.cloudState.snapshots, 2)
		require.Empty(t, env.ledger.violations)
	})
}

// TestBatch_UndoStopsWorkerThatReadEarlier undoes a batch after a worker found it due and before the worker
// saves the start.
func TestBatch_UndoStopsWorkerThatReadEarlier(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		ops := env.plannedDeletions()
		time.Sleep(time.Hour)
		env.ledger.passPoint = func(point string) {
			if point == "before Start" {
				env.ledger.passPoint = func(string) {}
				n, err := env.engine.CancelWaiting(t.Context(), ops[0].Batch, bea)
				require.NoError(t, err)
				require.Equal(t, 3, n)
			}
		}
		require.Equal(t, BatchCounts{Cancelled: 3}, CountBatch(env.finishAll(ops)))
		require.Len(t, env.cloud.cloudState.snapshots, 3)
		require.Zero(t, env.cloud.deletions)
		require.Empty(t, env.ledger.violations)
	})
}

func TestBatch_UndoKeepsStartedOperations(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		ops := env.plannedDeletions()
		time.Sleep(time.Hour)
		env.ledger.passPoint = func(point string) {
			if point == "after Start" {
				env.ledger.passPoint = func(string) {}
				n, err := env.engine.CancelWaiting(t.Context(), ops[0].Batch, bea)
				require.NoError(t, err)
				require.Equal(t, 2, n)
			}
		}
		require.Equal(t, BatchCounts{Done: 1, Cancelled: 2}, CountBatch(env.finishAll(ops)))
		require.Len(t, env.cloud.cloudState.snapshots, 2)
		require.Empty(t, env.ledger.violations)
	})
}

func TestBatch_CrashDuringUndoIsAtomic(t *testing.T) {
	t.Parallel()
	for point, undone := range map[string]int{"before CancelBatch": 0, "after CancelBatch": 3} {
		runEnv(t, func(env *testEnv) {
			ops := env.plannedDeletions()
			env.ledger.passPoint = func(at string) {
				if at == point {
					panic(processKilled{at})
				}
			}
			require.False(t, env.surviveCrash(func() { _, _ = env.engine.CancelWaiting(t.Context(), ops[0].Batch, bea) }))
			env.ledger.passPoint = func(string) {}
			env.start()
			batch, _, err := env.ledger.List(t.Context(), Filter{Batch: ops[0].Batch})
			require.NoError(t, err)
			require.Equal(t, BatchCounts{Waiting: 3 - undone, Planned: 3 - undone, Cancelled: undone}, CountBatch(batch), point)
		})
	}
}
