package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Args are the stored arguments of one kind of job.
type Args interface {
	Kind() string                    // the stored name of the kind
	About() (id string, start int64) // the row of the job, and the start that it belongs to
}

// Step does one short step for a row. It is safe to repeat, also concurrently. done means that nothing is left
// to do; else retryIn is the time until the next step. An error is logged and the step is retried later.
type Step func(ctx context.Context, id string) (retryIn time.Duration, done bool, err error)

// Kind is a kind of job, safe for concurrent use.
type Kind struct {
	queue      *Queue
	name       string
	args       func(id string, start int64) river.JobArgs
	step       Step
	incomplete func(ctx context.Context) (ids []string, err error)

	mu       sync.Mutex
	running  map[string]bool // rows with a running step in this process; true: woken since
	failures map[string]int  // consecutive failed steps
}

// Register adds a kind of job to a queue before its start. args makes the arguments of a job, step does the
// work, and incomplete lists the rows that get a job at the start of a process; on SQLite it is called while
// the writing connection is in use.
func Register[A Args](q *Queue, args func(id string, start int64) A, step Step, incomplete func(context.Context) ([]string, error)) (*Kind, error) {
	var a A
	k := &Kind{
		queue: q, name: a.Kind(), step: step, incomplete: incomplete, running: map[string]bool{}, failures: map[string]int{},
		args: func(id string, start int64) river.JobArgs { return args(id, start) },
	}
	if err := river.AddWorkerSafely(q.workers, &worker[A]{kind: k}); err != nil {
		return nil, fmt.Errorf("register %s jobs: %w", k.name, err)
	}
	q.kinds = append(q.kinds, k)
	return k, nil
}

// attempts is the number of tries that River allows a job. Steps snooze and never fail, so no job is ever
// discarded.
const attempts = 30_000

// insertOpts allow at most one live job for each row and start.
func insertOpts() *river.InsertOpts {
	return &river.InsertOpts{MaxAttempts: attempts, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: live()}}
}

// live are the states of jobs that have not ended.
func live() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
}

// Enqueue adds the job of a row within the caller's transaction: it runs only if that commits. A row with a
// live job gets no second one.
func (k *Kind) Enqueue(ctx context.Context, tx *sql.Tx, id string) error {
	start, err := latestStart(ctx, tx.QueryRowContext)
	if err != nil {
		return err
	}
	if _, err := k.queue.client.InsertTx(ctx, tx, k.args(id, start), insertOpts()); err != nil {
		return fmt.Errorf("add %s job of %s: %w", k.name, id, err)
	}
	return nil
}

func (k *Kind) insert(ctx context.Context, id string, start int64) (*rivertype.JobInsertResult, error) {
	k.queue.starting.RLock()
	defer k.queue.starting.RUnlock()
	added, err := k.queue.client.Insert(ctx, k.args(id, start), insertOpts())
	if err != nil {
		return nil, fmt.Errorf("add %s job of %s: %w", k.name, id, err)
	}
	return added, nil
}

// ErrRunning means that another process runs a step, which may not know yet what has happened.
var ErrRunning = errors.New("another process runs a step, or its end is not stored yet")

// Wake makes the job of a row due now, and adds one if there is none. If a step is running in this process, the
// next one follows at once. If one is running elsewhere, it returns ErrRunning: call Wake again a little later.
func (k *Kind) Wake(ctx context.Context, id string) error {
	if k.wakeRunning(id) {
		return nil
	}
	start, err := latestStart(ctx, k.queue.db.QueryRowContext)
	if err != nil {
		return err
	}
	added, err := k.insert(ctx, id, start)
	if err != nil || !added.UniqueSkippedAsDuplicate {
		return err
	}
	job, err := k.queue.client.JobRetry(ctx, added.Job.ID)
	switch {
	case err != nil:
		return fmt.Errorf("wake %s job of %s: %w", k.name, id, err)
	case job.State != rivertype.JobStateAvailable: // running, or its step ended during this call: then River returns the job as it is, but has not woken it
		return ErrRunning
	default:
		return nil
	}
}
