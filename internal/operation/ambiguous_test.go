package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestAfterALostAnswerTheSnapshotIsLookedForFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		carried bool
		set     func(*heaven)
		sends   int
		end     State
		within  time.Duration
	}{
		"found in the snapshots":               {true, func(h *heaven) { h.noRequests = true }, 1, Done, 20 * time.Second},
		"found only in the requests":           {true, func(h *heaven) { h.noSnapshots = true }, 1, Done, 20 * time.Second},
		"found in a request without a target":  {true, func(h *heaven) { h.nameless = true; h.unlisted = 5 * time.Second }, 1, Done, 20 * time.Second},
		"found in both":                        {true, func(*heaven) {}, 1, Done, 20 * time.Second},
		"listed late, but while it settles":    {true, func(h *heaven) { h.noRequests = true; h.unlisted = 170 * time.Second }, 1, Done, 200 * time.Second},
		"proven absent after settling":         {false, func(*heaven) {}, 2, Done, 4 * time.Minute},
		"a listing is never whole":             {false, func(h *heaven) { h.odd = true }, 1, Unknown, 11 * time.Minute},
		"listings fail all the time":           {false, func(h *heaven) { h.away = fault(inventory.ErrServer, 500) }, 1, Unknown, 11 * time.Minute},
		"listings fail, though it was carried": {true, func(h *heaven) { h.away = fault(inventory.ErrServer, 500) }, 1, Unknown, 11 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				c.set(w.heaven)
				w.heaven.answers = []answer{{err: lost(inventory.ErrServer, 504), carried: c.carried}}
				op := w.finish(w.click())
				require.Equal(t, c.end, op.State)
				require.Equal(t, c.sends, w.heaven.sends)
				require.LessOrEqual(t, op.FinishedAt.Sub(op.CreatedAt), c.within)
				if c.end == Done {
					require.Len(t, w.heaven.made, 1)
					require.Nil(t, op.Failure)
					require.Equal(t, "snap-1", op.SnapshotID)
					require.Equal(t, LabelsWritten, op.Labels.State)
				}
				require.Empty(t, w.book.breaches)
			})
		})
	}
}

func TestNothingIsSentAgainBeforeTheSettlingTimeHasPassed(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.answers = []answer{{err: lost(inventory.ErrUnreachable, 0)}}
		id := w.click()
		op := w.during(id, 179*time.Second)
		require.Equal(t, Submitting, op.State)
		require.Equal(t, 1, w.heaven.sends)
		require.Contains(t, op.Failure.Text, "may exist")
		w.during(id, 6*time.Second)
		require.Equal(t, 2, w.heaven.sends)
	})
}

func TestACallThatHangsHasEndedBeforeItMayBeSentAgain(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.answers = []answer{{hangs: true}}
		id, start := w.click(), time.Now()
		w.advance(id)
		timing := DefaultTiming()
		require.Equal(t, timing.Call, time.Since(start))
		require.Less(t, timing.Call, timing.Hold)
		require.Equal(t, Done, w.finish(id).State)
	})
}

func TestAProcessThatStoodStillDoesNotSend(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		id := w.click()
		attempt, stage := w.engine.attempt(w.op(id))
		op, _, err := w.book.Start(w.t.Context(), attempt, stage, w.engine.terms(nil))
		require.NoError(t, err)
		time.Sleep(time.Hour) // another worker may have sent it meanwhile
		w.heaven.answers = []answer{{hangs: true}}
		start := time.Now()
		_, err = w.engine.send(w.t.Context(), op, verdict{at: time.Now()})
		require.NoError(t, err)
		require.Equal(t, start, time.Now(), "the call is over before it begins")
	})
}

func TestALostAnswerIsNotSentWithoutEnd(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		for range 9 {
			w.heaven.answers = append(w.heaven.answers, answer{err: lost(inventory.ErrServer, 502)})
		}
		op := w.finish(w.click())
		require.Equal(t, Failed, op.State)
		require.Equal(t, DefaultTiming().Resends, w.heaven.sends)
		require.Equal(t, LostOutcome, op.Failure.Kind)
		require.Equal(t, "cloud-7", op.Failure.RequestID, "the cloud's own words are kept")
		require.Empty(t, w.heaven.made)
	})
}

func TestAnUnknownOutcomeKeepsWhatIsKnown(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.odd = true
		w.heaven.answers = []answer{{err: lost(inventory.ErrServer, 504)}}
		op := w.finish(w.click())
		require.Equal(t, Unknown, op.State)
		require.Equal(t, LostOutcome, op.Failure.Kind)
		require.Equal(t, 504, op.Failure.Status)
		require.Equal(t, []inventory.APIMessage{{Code: "100", Text: "why"}}, op.Failure.Messages)
		require.False(t, op.Settled(), "it is looked into")
	})
}

func TestTheCloudsClockMayBeBehindOurs(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.noSnapshots = true
		id := w.click()
		w.heaven.answers = []answer{{err: lost(inventory.ErrServer, 504), carried: true}}
		w.advance(id)
		w.heaven.made[0].request.CreatedDate = time.Now().Add(-10 * time.Minute)
		w.finish(id)
		require.Equal(t, 1, w.heaven.sends)
	})
}
