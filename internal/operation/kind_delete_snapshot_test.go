package operation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// leftover is an operation that failed and left a snapshot behind.
func (w *world) leftover() Operation {
	w.heaven.outcome, w.heaven.end = inventory.RequestFailed, inventory.StateFailed
	op := w.finish(w.click())
	require.True(w.t, op.LeftBehind(), "%+v", op)
	return op
}

func TestWhatAFailedOperationLeftIsDeletedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers []answer
		sends   int
	}{
		"at once":                      {nil, 1},
		"although the answer was lost": {[]answer{{err: lost(inventory.ErrServer, 504), carried: true}}, 1},
		"at the second try":            {[]answer{{err: lost(inventory.ErrUnreachable, 0)}}, 2},
		"when it is not busy":          {[]answer{{err: fault(inventory.ErrBusy, 423)}}, 2},
		"when the budget allows it":    {[]answer{{err: fault(inventory.ErrRateLimited, 429)}}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				failed := w.leftover()
				w.heaven.deleting = c.answers
				clear(w.heaven.labels)
				asked, err := w.engine.DeleteLeftover(t.Context(), failed.ID, Key{Form: "once"}, bea)
				require.NoError(t, err)
				same, err := w.engine.DeleteLeftover(t.Context(), failed.ID, Key{Form: "once"}, bea)
				require.NoError(t, err)
				require.True(t, same.Earlier)
				require.Equal(t, asked.First().ID, same.First().ID)
				op := w.finish(asked.First().ID)
				require.Equal(t, Done, op.State)
				require.True(t, op.Settled())
				require.Equal(t, c.sends, w.heaven.deletions)
				require.Empty(t, w.heaven.made)
				require.Empty(t, w.heaven.labels)
				require.Empty(t, w.book.breaches)
			})
		})
	}
}

func TestADeletionThatIsRefusedFailsAndDeletesNothing(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		failed := w.leftover()
		w.heaven.deleting = []answer{{err: fault(inventory.ErrInvalid, 422)}}
		asked, err := w.engine.DeleteLeftover(t.Context(), failed.ID, Key{Form: "once"}, bea)
		require.NoError(t, err)
		op := w.finish(asked.First().ID)
		require.Equal(t, Failed, op.State)
		require.Contains(t, op.Failure.Text, "Nothing was deleted")
		require.Len(t, w.heaven.made, 1)
	})
}

func TestNothingElseIsDeleted(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		good := w.finish(w.click())
		_, err := w.engine.DeleteLeftover(t.Context(), good.ID, Key{Form: "once"}, bea)
		require.ErrorIs(t, err, ErrNotLeftBehind)
		require.Zero(t, w.heaven.deletions)
	})
}

func TestACrashAtAnyPointOfADeletionIsSurvived(t *testing.T) {
	t.Parallel()
	for point, more := 1, true; more; point++ {
		inWorld(t, func(w *world) {
			failed := w.leftover()
			before := len(w.passed)
			w.dieAt[before+point] = true
			var op Operation
			for tries := 0; ; tries++ {
				require.Less(t, tries, 5)
				if w.survives(func() {
					asked, err := w.engine.DeleteLeftover(t.Context(), failed.ID, Key{Form: "once"}, bea)
					require.NoError(t, err)
					op = w.finish(asked.First().ID)
				}) {
					break
				}
				w.start()
			}
			require.Equal(t, Done, op.State)
			require.Empty(t, w.heaven.made)
			require.Empty(t, w.book.breaches)
			more = len(w.passed) >= before+point
		})
	}
}
