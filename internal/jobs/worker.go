package jobs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"snapdeck/internal/backoff"

	"github.com/riverqueue/river"
)

// The pause after a failed step doubles from the first to the longest.
const (
	firstPause   = time.Second
	longestPause = time.Minute
)

// worker adapts a Kind to River.
type worker[A Args] struct {
	river.WorkerDefaults[A]
	kind *Kind
}

// Work runs the steps that are due.
func (w *worker[A]) Work(ctx context.Context, job *river.Job[A]) error {
	id, start := job.Args.About()
	return w.kind.work(ctx, id, start)
}

// NextRetry makes a job of a dead process continue at once.
func (w *worker[A]) NextRetry(*river.Job[A]) time.Time { return time.Now() }

// work runs the due steps of a row, and returns River's instruction for the job.
func (k *Kind) work(ctx context.Context, id string, start int64) error {
	// The wall clock advances even while the host is suspended.
	ctx, cancel := context.WithDeadline(ctx, time.Now().Round(0).Add(k.queue.timeout))
	defer cancel()
	retryIn, done, err := k.attempt(ctx, id, start)
	if pause := k.pause(id, err); err != nil {
		k.queue.log.WarnContext(ctx, "retry step", "job", k.name, "id", id, "error", err, "wait", pause)
		return river.JobSnooze(pause)
	}
	if done {
		return nil
	}
	return river.JobSnooze(max(0, retryIn))
}

// attempt runs steps, unless another job does so.
func (k *Kind) attempt(ctx context.Context, id string, start int64) (retryIn time.Duration, done bool, err error) {
	latest, err := latestStart(ctx, k.queue.db.QueryRowContext)
	switch {
	case err != nil:
		return 0, false, err
	case start < latest: // the row may have been added while the latest start read the incomplete rows
		_, err := k.insert(ctx, id, latest)
		return 0, true, err
	case !k.begin(id): // a job of an older start is running a step, and ends after it
		return firstPause, false, nil
	default:
		return k.steps(ctx, id)
	}
}

// steps runs a step, and another one at once when the row was woken in the meantime. After a step that timed
// out, another process may have continued, so its retryIn is ignored.
func (k *Kind) steps(ctx context.Context, id string) (retryIn time.Duration, done bool, err error) {
	deadline, _ := ctx.Deadline()
	for {
		retryIn, done, err = k.observed(ctx, id)
		woken := k.end(id)
		switch late := !time.Now().Round(0).Before(deadline); {
		case done || err != nil:
			return 0, done, err
		case late:
			return 0, false, nil
		case !woken:
			return retryIn, false, nil
		case !k.begin(id):
			return 0, false, nil
		}
	}
}

func (k *Kind) observed(ctx context.Context, id string) (retryIn time.Duration, done bool, err error) {
	began, outcome := time.Now(), "panic"
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		k.queue.observe(outcome, time.Since(began))
	}()
	retryIn, done, err = k.step(ctx, id)
	if outcome = "again"; err != nil {
		outcome = "error"
	} else if done {
		outcome = "done"
	}
	return retryIn, done, err
}

// begin records the start of a row's step, unless one is running.
func (k *Kind) begin(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, running := k.running[id]; running {
		return false
	}
	k.running[id] = false
	return true
}

// end records the end of a step, and reports whether the row was woken since its start.
func (k *Kind) end(id string) (woken bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	woken = k.running[id]
	delete(k.running, id)
	return woken
}

// wakeRunning records that a row is to continue after its step, if one runs in this process.
func (k *Kind) wakeRunning(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, running := k.running[id]; !running {
		return false
	}
	k.running[id] = true
	return true
}

// pause is the wait after a failed step: doubled each time, ± 20 %.
func (k *Kind) pause(id string, err error) time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		delete(k.failures, id)
		return 0
	}
	n := k.failures[id]
	k.failures[id] = n + 1
	pause := backoff.Doubling(firstPause, longestPause, n)
	return time.Duration(float64(pause) * (0.8 + 0.4*rand.Float64()))
}
