package storm

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/test/app"
)

// A process is suspended right before it saves that it sends the call, right after, and right before the call, for
// longer than the call's timeout. On PostgreSQL another process finishes the operation; on SQLite the process itself
// does after that.
func TestCrash_SuspendedProcessSendsNothingStale(t *testing.T) {
	t.Parallel()
	for database, open := range databases() {
		for _, point := range []string{"before Save submitting", "after Save submitting", "before CreateSnapshot"} {
			t.Run(database+"/"+point, func(t *testing.T) {
				t.Parallel()
				var s scenario
				r := s.prepare(t, open(t))
				db := r.database.open(t).Ledger(nil)
				still := r.standStill(t, point)
				callIsOver(t)
				if r.database.url != "" {
					r.awaitComplete(t, db, r.start(t, childConfig{Timing: fastTiming()}))
				}
				require.NoError(t, still.Continue())
				r.awaitComplete(t, db, still)
				r.stops(t, still)
				op, _ := operationOf(t, db, r.click)
				r.oneSnapshot(t, op.ID)
			})
		}
	}
}

// standStill sends the form to a process that suspends itself at a point, and returns it when it has.
func (r scenarioRun) standStill(t *testing.T, point string) *app.Process {
	t.Helper()
	p := r.start(t, childConfig{Timing: fastTiming(), Stop: point})
	r.user.logIn(t, p.URL)
	ctx, cancel := context.WithCancel(t.Context())
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for ctx.Err() == nil {
			if status, err := r.user.send(ctx, p.URL, r.click); err == nil && status == http.StatusSeeOther {
				return
			}
		}
	}()
	eventually(t, killTimeout, "the process is suspended "+point, func() bool {
		stopped, err := p.Stopped()
		require.NoError(t, err)
		return stopped
	})
	cancel() // it may be suspended before it has responded
	<-sent
	return p
}

// callIsOver waits until the timeout of a call that was started has passed.
func callIsOver(t *testing.T) {
	t.Helper()
	over := time.Now().Add(fastTiming().CallTimeout + time.Second)
	eventually(t, killTimeout, "the time of a call is over", func() bool { return time.Now().After(over) })
}

// stops stops a process cleanly.
func (r scenarioRun) stops(t *testing.T, p *app.Process) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), stopWithin)
	defer cancel()
	require.NoError(t, p.Stop(ctx))
}

// A process starts while another one is about to send the call, which gives both a job for the operation; then both
// continue.
func TestCrash_StartDuringStepSendsOnce(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"before Save submitting", "before CreateSnapshot", "after CreateSnapshot", "before Save done"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			var s scenario
			r := s.prepare(t, databases()["PostgreSQL"](t))
			db := r.database.open(t).Ledger(nil)
			first := r.standStill(t, point)
			before, _ := operationOf(t, db, r.click)
			second := r.start(t, childConfig{Timing: fastTiming()})
			require.NoError(t, first.Continue())
			r.awaitComplete(t, db, first)
			r.stops(t, first)
			r.stops(t, second)
			after, _ := operationOf(t, db, r.click)
			require.Equal(t, operation.Done, after.State)
			require.Greater(t, after.Version, before.Version)
			r.oneSnapshot(t, after.ID)
		})
	}
}
