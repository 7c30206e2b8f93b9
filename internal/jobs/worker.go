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

// The pause after a step that failed: doubling from the first to the longest.
const (
	firstPause   = time.Second
	longestPause = time.Minute
)

// worker lets River work on one kind of job.
type worker[A Args] struct {
	river.WorkerDefaults[A]
	kind *Kind
}

// Work makes the steps that can be made now.
func (w *worker[A]) Work(ctx context.Context, job *river.Job[A]) error {
	id, start := job.Args.About()
	return w.kind.work(ctx, id, start)
}

// NextRetry lets a job at once go on whose process is gone.
func (w *worker[A]) NextRetry(*river.Job[A]) time.Time { return time.Now() }

// work makes the steps of a row that can be made now, and returns what River is to do with the job.
func (k *Kind) work(ctx context.Context, id string, start int64) error {
	// By the clock on the wall, which goes on also while the machine stands still.
	ctx, cancel := context.WithDeadline(ctx, time.Now().Round(0).Add(k.queue.timeout))
	defer cancel()
	retryIn, done, err := k.attempt(ctx, id, start)
	if pause := k.pause(id, err); err != nil {
		k.queue.log.WarnContext(ctx, "A step failed and will be tried again.", "job", k.name, "id", id, "error", err, "again", pause)
		return river.JobSnooze(pause)
	}
	if done {
		return nil
	}
	return river.JobSnooze(max(0, retryIn))
}

// attempt makes steps, unless the job is not the one to make them.
func (k *Kind) attempt(ctx context.Context, id string, start int64) (retryIn time.Duration, done bool, err error) {
	latest, err := latestStart(ctx, k.queue.db.QueryRowContext)
	switch {
	case err != nil:
		return 0, false, err
	case start < latest: // the row may have been added while the latest start looked for incomplete ones
		_, err := k.insert(ctx, id, latest)
		return 0, true, err
	case !k.begin(id): // the job of an older start is in a step, and ends after it
		return firstPause, false, nil
	default:
		return k.steps(ctx, id)
	}
}

// steps makes a step, and another one at once whenever the row was woken since the last one began.
// After a step that took too long someone else may have gone on, so what it says is not waited for.
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

// begin notes that a step of a row begins, unless one is running.
func (k *Kind) begin(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, running := k.running[id]; running {
		return false
	}
	k.running[id] = false
	return true
}

// end notes that a step has ended, and reports whether the row was woken since it began.
func (k *Kind) end(id string) (woken bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	woken = k.running[id]
	delete(k.running, id)
	return woken
}

// wakeRunning notes that a row is to go on after its step, if one runs in this process.
func (k *Kind) wakeRunning(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, running := k.running[id]; !running {
		return false
	}
	k.running[id] = true
	return true
}

// pause is how long to wait after a step that failed: doubled each time, give or take a fifth.
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
