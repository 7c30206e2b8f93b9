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
	var requests []Request
	for _, id := range []string{"snap", "snap-2", "snap-3"} {
		w.heaven.life.snapshots[id] = inventory.Snapshot{ID: id, Name: id, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
		requests = append(requests, w.engine.Deletion(id, Consent{LastGood: true}))
	}
	done, err := w.engine.Submit(w.t.Context(), bea, Key{Form: "form"}, requests...)
	require.NoError(w.t, err)
	again, err := w.engine.Submit(w.t.Context(), bea, Key{Form: "form"}, requests...)
	require.NoError(w.t, err)
	require.Equal(w.t, ids(done.Ops), ids(again.Ops), "the same form asks for the same")
	require.Equal(w.t, done.Batch, again.Batch)
	return done.Ops
}

func TestABatchThatIsUndoneDeletesNothing(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		ops := w.planned()
		n, err := w.engine.CancelWaiting(t.Context(), ops[0].Batch, bea)
		require.NoError(t, err)
		require.Equal(t, 3, n)
		n, err = w.engine.CancelWaiting(t.Context(), ops[0].Batch, bea)
		require.NoError(t, err)
		require.Zero(t, n)
		time.Sleep(time.Hour)
		require.Equal(t, Outcome{Cancelled: 3}, OutcomeOf(w.finishAll(ops)))
		require.Len(t, w.heaven.life.snapshots, 3)

		_, err = w.engine.Retry(t.Context(), ops[0].ID, bea)
		require.ErrorIs(t, err, ErrTooLate, "a deletion that was undone is not offered again")
	})
}

func TestABatchTellsWhatALockKeptAndTriesOnlyTheFailedAgain(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		ops := w.planned()
		w.finishAll(w.submit("lock", Locking("snap", Lock{Reason: "audit"})))
		w.heaven.deleting = []answer{{err: fault(inventory.ErrInvalid, 422)}}
		ended := w.finishAll(ops)
		require.Equal(t, Outcome{Done: 1, Prevented: 1, Failed: 1}, OutcomeOf(ended))
		n, confirm, err := w.engine.RetryFailed(t.Context(), ended, bea)
		require.NoError(t, err)
		require.Zero(t, n, "what destroys is confirmed first")
		require.Len(t, confirm, 1)
		require.Len(t, w.heaven.life.snapshots, 2)
		require.Empty(t, w.book.breaches)
	})
}

// TestAWorkerThatReadADeletionBeforeItWasUndoneDoesNotBeginIt lets a batch be undone between
// the moment a worker found that the time had come and the moment it says that it begins.
func TestAWorkerThatReadADeletionBeforeItWasUndoneDoesNotBeginIt(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		ops := w.planned()
		time.Sleep(time.Hour)
		w.book.pass = func(point string) {
			if point == "before Start" {
				w.book.pass = func(string) {}
				n, err := w.engine.CancelWaiting(t.Context(), ops[0].Batch, bea)
				require.NoError(t, err)
				require.Equal(t, 3, n)
			}
		}
		require.Equal(t, Outcome{Cancelled: 3}, OutcomeOf(w.finishAll(ops)))
		require.Len(t, w.heaven.life.snapshots, 3)
		require.Zero(t, w.heaven.deletions)
		require.Empty(t, w.book.breaches)
	})
}

func TestWhatHasBegunOfABatchGoesOnWhenTheRestIsUndone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		ops := w.planned()
		time.Sleep(time.Hour)
		w.book.pass = func(point string) {
			if point == "after Start" {
				w.book.pass = func(string) {}
				n, err := w.engine.CancelWaiting(t.Context(), ops[0].Batch, bea)
				require.NoError(t, err)
				require.Equal(t, 2, n)
			}
		}
		require.Equal(t, Outcome{Done: 1, Cancelled: 2}, OutcomeOf(w.finishAll(ops)))
		require.Len(t, w.heaven.life.snapshots, 2)
		require.Empty(t, w.book.breaches)
	})
}

func TestADeathWhileABatchIsUndoneLeavesAllOrNoneOfIt(t *testing.T) {
	t.Parallel()
	for point, undone := range map[string]int{"before CancelBatch": 0, "after CancelBatch": 3} {
		inWorld(t, func(w *world) {
			ops := w.planned()
			w.book.pass = func(at string) {
				if at == point {
					panic(died{at})
				}
			}
			require.False(t, w.survives(func() { _, _ = w.engine.CancelWaiting(t.Context(), ops[0].Batch, bea) }))
			w.book.pass = func(string) {}
			w.start()
			batch, _, err := w.book.List(t.Context(), Filter{Batch: ops[0].Batch})
			require.NoError(t, err)
			require.Equal(t, Outcome{Waiting: 3 - undone, Cancelled: undone}, OutcomeOf(batch), point)
		})
	}
}
