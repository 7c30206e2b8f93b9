package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// planned is a batch of three deletions that can be undone.
func (w *world) planned() []Operation {
	w.t.Helper()
	var wishes []SnapshotWish
	for _, id := range []string{"snap", "snap-2", "snap-3"} {
		w.heaven.life.snapshots[id] = inventory.Snapshot{ID: id, Name: id, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
		wishes = append(wishes, SnapshotWish{Key: "form/" + id, SnapshotID: id})
	}
	done, err := w.engine.DeleteSnapshots(w.t.Context(), wishes, bea)
	require.NoError(w.t, err)
	again, err := w.engine.DeleteSnapshots(w.t.Context(), wishes, bea)
	require.NoError(w.t, err)
	require.Equal(w.t, ids(done.Ops), ids(again.Ops), "the same form asks for the same")
	require.Equal(w.t, done.Batch, again.Batch)
	return done.Ops
}

func TestABatchThatIsUndoneDeletesNothing(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		ops := w.planned()
		n, err := w.engine.CancelWaiting(t.Context(), ops, bea)
		require.NoError(t, err)
		require.Equal(t, 3, n)
		n, err = w.engine.CancelWaiting(t.Context(), w.ended(ops), bea)
		require.NoError(t, err)
		require.Zero(t, n)
		time.Sleep(time.Hour)
		require.Equal(t, Outcome{Cancelled: 3}, OutcomeOf(w.finishAll(ops)))
		require.Len(t, w.heaven.life.snapshots, 3)

		again, _, err := w.engine.Retry(t.Context(), ops[0].ID, RetryKey(ops[0].ID), bea)
		require.NoError(t, err)
		require.True(t, again.Planned(), "what was undone can be undone again")
	})
}

func TestABatchTellsWhatALockKeptAndTriesOnlyTheFailedAgain(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		ops := w.planned()
		locked, err := w.engine.LockSnapshots(t.Context(), []SnapshotWish{{"lock", "snap"}}, Lock{Reason: "audit"}, bea)
		require.NoError(t, err)
		w.finishAll(locked.Ops)
		w.heaven.deleting = []answer{{err: fault(inventory.ErrInvalid, 422)}}
		ended := w.finishAll(ops)
		require.Equal(t, Outcome{Done: 1, Kept: 1, Failed: 1}, OutcomeOf(ended))
		n, err := w.engine.RetryFailed(t.Context(), ended, bea)
		require.NoError(t, err)
		require.Equal(t, 1, n)
		batch, _, err := w.book.List(t.Context(), Filter{Batch: ops[0].Batch})
		require.NoError(t, err)
		require.Equal(t, Outcome{Done: 2, Kept: 1}, OutcomeOf(w.finishAll(batch)))
		require.Len(t, w.heaven.life.snapshots, 1)
		require.Empty(t, w.book.breaches)
	})
}

func (w *world) ended(ops []Operation) []Operation {
	now := make([]Operation, 0, len(ops))
	for _, op := range ops {
		now = append(now, w.op(op.ID))
	}
	return now
}
