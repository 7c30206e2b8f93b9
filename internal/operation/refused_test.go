package operation

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestWhatTheCloudRefusesFailsAtOnce(t *testing.T) {
	t.Parallel()
	for word, kind := range map[string]error{
		"unauthorized": inventory.ErrUnauthorized, "trial": inventory.ErrTrial, "forbidden": inventory.ErrForbidden,
		"not-found": inventory.ErrNotFound, "method": inventory.ErrMethod, "media-type": inventory.ErrMediaType,
		"invalid": inventory.ErrInvalid,
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				w.heaven.answers = []answer{{err: fault(kind, 422)}}
				op := w.finish(w.click())
				require.Equal(t, []State{Queued, Submitting, Failed}, states(op))
				require.Equal(t, op.CreatedAt, op.FinishedAt)
				require.Equal(t, &Failure{
					Kind: word, Text: "The cloud refused the request. Nothing was created.", Status: 422,
					RequestID: "cloud-7", Messages: []inventory.APIMessage{{Code: "100", Text: "why"}},
				}, op.Failure)
				require.Equal(t, 1, w.heaven.sends)
				require.Empty(t, w.heaven.made)
			})
		})
	}
}

func TestWhatTheCloudDidNotTakeWaitsAndIsSentAgain(t *testing.T) {
	t.Parallel()
	for word, kind := range map[string]error{
		"busy": inventory.ErrBusy, "rate-limited": inventory.ErrRateLimited, "server": inventory.ErrServer,
		"maintenance": inventory.ErrMaintenance, "unreachable": inventory.ErrUnreachable, "unreadable": inventory.ErrUnreadable,
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				w.heaven.answers = []answer{{err: fault(kind, 503)}}
				id := w.click()
				again, _ := w.advance(id)
				require.Equal(t, 5*time.Second, again)
				op := w.op(id)
				require.Equal(t, Waiting, op.State)
				require.Equal(t, time.Now().Add(5*time.Second), op.NotBefore)
				require.Equal(t, word, op.Failure.Kind)

				op = w.finish(id)
				require.Equal(t, []State{Queued, Submitting, Waiting, Submitting, Accepted, Provisioning, Done}, states(op))
				require.Nil(t, op.Failure)
				require.Equal(t, 2, op.Sends)
				require.Len(t, w.heaven.made, 1)
			})
		})
	}
}

func TestAnOperationRestsAsLongAsTheCloudAskedFor(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		limited := fault(inventory.ErrRateLimited, 429)
		limited.RetryAfter = time.Minute
		w.heaven.answers = []answer{{err: limited}}
		id := w.click()
		again, _ := w.advance(id)
		require.Equal(t, time.Minute, again)
		time.Sleep(time.Minute - time.Second)
		again, _ = w.advance(id) // woken early
		require.Equal(t, time.Second, again)
		require.Equal(t, 1, w.heaven.sends)
		require.Equal(t, Done, w.finish(id).State)
	})
}

func TestALongOutageIsAskedLessAndLessAndWaitedOut(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		for range 50 {
			w.heaven.answers = append(w.heaven.answers, answer{err: fault(inventory.ErrMaintenance, 503)})
		}
		op := w.finish(w.click())
		require.Equal(t, Done, op.State)
		require.Equal(t, 51, op.Sends)
		require.InDelta(t, time.Hour, op.FinishedAt.Sub(op.CreatedAt), float64(5*time.Minute), "5, 10, 20, 40, then 80 s between two")
		require.Len(t, w.heaven.made, 1)
	})
}

func TestRefusalsDoNotUseUpTheTriesOfALostAnswer(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		busy := answer{err: fault(inventory.ErrBusy, 423)}
		w.heaven.answers = []answer{busy, busy, busy, busy, {err: lost(inventory.ErrServer, 504)}}
		require.Equal(t, Done, w.finish(w.click()).State)
		require.Equal(t, 6, w.heaven.sends)
	})
}

func TestAnErrorThatIsNoFaultProvesNothing(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.answers = []answer{{err: errors.New("a bug of ours"), carried: true}}
		op := w.finish(w.click())
		require.Equal(t, Done, op.State)
		require.Len(t, w.heaven.made, 1)
		require.Equal(t, 1, w.heaven.sends)
	})
}

func TestA202WhoseRestIsLostIsAccepted(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.noSnapshots, w.heaven.noRequests = true, true // nothing could be found by looking
		w.heaven.answers = []answer{{err: lost(inventory.ErrUnreadable, 202), carried: true, receipt: Receipt{RequestID: "req-1"}}}
		op := w.finish(w.click())
		require.Equal(t, []State{Queued, Submitting, Accepted, Provisioning, Done}, states(op))
		require.Equal(t, "snap-1", op.SnapshotID)
		require.Nil(t, op.Failure)
	})
}
