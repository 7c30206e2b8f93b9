package storm

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/test/child"
)

// TestProcessThatStoodStillSendsNothingStale stops a process right before it saves that it calls the
// cloud, right after, and right before the call, for longer than a call may take. On PostgreSQL another
// process finishes the operation meanwhile; on SQLite the process itself does after that.
func TestProcessThatStoodStillSendsNothingStale(t *testing.T) {
	t.Parallel()
	for database, open := range databases() {
		for _, point := range []string{"before Save submitting", "after Save submitting", "before CreateSnapshot"} {
			t.Run(database+"/"+point, func(t *testing.T) {
				t.Parallel()
				var s scenario
				r := s.prepare(t, open(t))
				db := r.at.open(t).Ledger(nil)
				still := r.standStill(t, point)
				callIsOver(t)
				if r.at.url != "" {
					r.settles(t, db, r.start(t, orders{Timing: haste()}))
				}
				require.NoError(t, still.Continue())
				r.settles(t, db, still)
				r.stops(t, still)
				op, _ := operationOf(t, db, r.click)
				r.oneSnapshot(t, op.ID)
			})
		}
	}
}

// standStill sends the form to a process that stops at a point, and returns it when it has.
func (r run) standStill(t *testing.T, point string) *child.Process {
	t.Helper()
	p := r.start(t, orders{Timing: haste(), Stop: point})
	r.by.logIn(t, p.URL)
	ctx, cancel := context.WithCancel(t.Context())
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for ctx.Err() == nil {
			if status, err := r.by.send(ctx, p.URL, r.click); err == nil && status == http.StatusSeeOther {
				return
			}
		}
	}()
	eventually(t, dieWithin, "the process stands still "+point, func() bool {
		stopped, err := p.Stopped()
		require.NoError(t, err)
		return stopped
	})
	cancel() // it may stand still before it has answered
	<-sent
	return p
}

// callIsOver waits until the time of a call that was begun before is over.
func callIsOver(t *testing.T) {
	t.Helper()
	over := time.Now().Add(haste().Call + time.Second)
	eventually(t, dieWithin, "the time of a call is over", func() bool { return time.Now().After(over) })
}

// stops lets a process end its steps and itself.
func (r run) stops(t *testing.T, p *child.Process) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), stopWithin)
	defer cancel()
	require.NoError(t, p.Stop(ctx))
}

// TestStartDuringAStepSendsNothingTwice starts a process while another one is about to call the
// cloud, so that both have a job for the operation, and lets both go on.
func TestStartDuringAStepSendsNothingTwice(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"before Save submitting", "before CreateSnapshot", "after CreateSnapshot", "before Save done"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			var s scenario
			r := s.prepare(t, databases()["PostgreSQL"](t))
			db := r.at.open(t).Ledger(nil)
			first := r.standStill(t, point)
			before, _ := operationOf(t, db, r.click)
			second := r.start(t, orders{Timing: haste()})
			require.NoError(t, first.Continue())
			r.settles(t, db, first)
			r.stops(t, first)
			r.stops(t, second)
			after, _ := operationOf(t, db, r.click)
			require.Equal(t, operation.Done, after.State)
			require.Greater(t, after.Version, before.Version)
			r.oneSnapshot(t, after.ID)
		})
	}
}
