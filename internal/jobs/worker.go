package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// The pause after a step that failed: doubling from the first to the longest.
const (
	firstPause   = time.Second
	longestPause = time.Minute
)

// never is how often River may try a job. Jobs are snoozed and never fail, so that none is ever given up.
const never = 30_000

// advanceArgs are the arguments of the one kind of job.
type advanceArgs struct {
	OperationID string `json:"operation_id"`
}

// Kind names the job for River.
func (advanceArgs) Kind() string { return "advance" }

// InsertOpts makes sure that an operation has one live job at most.
func (advanceArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		MaxAttempts: never,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
			rivertype.JobStateRetryable, rivertype.JobStateScheduled,
		}},
	}
}

// worker runs steps.
type worker struct {
	river.WorkerDefaults[advanceArgs]
	advancer Advancer
	log      *slog.Logger
	observe  func(outcome string, took time.Duration)
	pulse    *pulse

	mu       sync.Mutex
	failures map[string]int    // steps that failed in a row, by operation
	running  map[string]*steps // operations in a step, until its end is stored
}

func newWorker(o Options, p *pulse) *worker {
	return &worker{log: o.Log, observe: o.Observe, pulse: p, failures: map[string]int{}, running: map[string]*steps{}}
}

// Work makes one step. It makes none where other replicas take this one for dead.
func (w *worker) Work(ctx context.Context, job *river.Job[advanceArgs]) error {
	id := job.Args.OperationID
	ctx, untie, ok := w.pulse.tie(ctx)
	defer untie()
	if !ok {
		return river.JobSnooze(firstPause)
	}
	w.begin(id)
	began := time.Now()
	again, done, outcome, err := w.step(ctx, id)
	w.observe(outcome, time.Since(began))
	if errors.Is(context.Cause(ctx), errPulseLost) {
		w.lost(ctx, id)
		return river.JobSnooze(firstPause) // which is stored only if nobody has taken over
	}
	if err != nil {
		again = w.pause(id)
		w.log.WarnContext(ctx, "a step of an operation failed and will be tried again",
			"operation", id, "error", err, "again", again)
		return river.JobSnooze(again)
	}
	w.succeeded(id, done)
	if done {
		return nil
	}
	return river.JobSnooze(max(0, again))
}

// step calls the engine and turns a panic into an error.
func (w *worker) step(ctx context.Context, id string) (again time.Duration, done bool, outcome string, err error) {
	defer func() {
		if p := recover(); p != nil {
			outcome, err = "panic", fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	again, done, err = w.advancer.Advance(ctx, id)
	switch {
	case err != nil:
		outcome = "error"
	case done:
		outcome = "done"
	default:
		outcome = "again"
	}
	return again, done, outcome, err
}

// pause is how long to wait after a failure: doubled each time, give or take a fifth.
func (w *worker) pause(id string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.failures[id]
	w.failures[id] = n + 1
	pause := min(firstPause<<min(n, 10), longestPause)
	return time.Duration(float64(pause) * (0.8 + 0.4*rand.Float64()))
}

func (w *worker) succeeded(id string, done bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.failures, id)
	if done {
		delete(w.running, id)
	}
}
