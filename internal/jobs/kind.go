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

// Args are what is stored of a job. Their type is that of one kind of job.
type Args interface {
	Kind() string                    // the kind's name in the database
	About() (id string, start int64) // the row that the job is about, and the start that it belongs to
}

// Step does one short thing about a row and is safe to repeat, also while another one is running.
// done says that nothing is left to do, again when to make the next step. An error is logged and
// the step tried again later.
type Step func(ctx context.Context, id string) (retryIn time.Duration, done bool, err error)

// Kind is a kind of job. Its methods may be called concurrently.
type Kind struct {
	queue      *Queue
	name       string
	args       func(id string, start int64) river.JobArgs
	step       Step
	incomplete func(ctx context.Context) (ids []string, err error)

	mu       sync.Mutex
	running  map[string]bool // the rows whose step runs in this process; true: it was woken since
	failures map[string]int  // steps that failed in a row
}

// Register adds a kind of job to a queue before its start. args makes the arguments of a job, step is
// what the jobs do, and incomplete reads which rows are to have one when a process starts: on SQLite
// while the connection that writes is in use.
func Register[A Args](q *Queue, args func(id string, start int64) A, step Step, incomplete func(context.Context) ([]string, error)) (*Kind, error) {
	var a A
	k := &Kind{
		queue: q, name: a.Kind(), step: step, incomplete: incomplete, running: map[string]bool{}, failures: map[string]int{},
		args: func(id string, start int64) river.JobArgs { return args(id, start) },
	}
	if err := river.AddWorkerSafely(q.workers, &worker[A]{kind: k}); err != nil {
		return nil, fmt.Errorf("register the %s jobs: %w", k.name, err)
	}
	q.kinds = append(q.kinds, k)
	return k, nil
}

// attempts is how often River may try a job. Steps snooze and never fail, so that none is ever given up.
const attempts = 30_000

// insertOpts make sure that a row has one live job of each start at most.
func insertOpts() *river.InsertOpts {
	return &river.InsertOpts{MaxAttempts: attempts, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: live()}}
}

// live are the states of jobs that have not ended.
func live() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
}

// Enqueue adds the job of a row within the caller's transaction: it runs if that commits, and
// never otherwise. A row that has a live job gets no second one.
func (k *Kind) Enqueue(ctx context.Context, tx *sql.Tx, id string) error {
	start, err := latestStart(ctx, tx.QueryRowContext)
	if err != nil {
		return err
	}
	if _, err := k.queue.client.InsertTx(ctx, tx, k.args(id, start), insertOpts()); err != nil {
		return fmt.Errorf("add the %s job of %s: %w", k.name, id, err)
	}
	return nil
}

func (k *Kind) insert(ctx context.Context, id string, start int64) (*rivertype.JobInsertResult, error) {
	added, err := k.queue.client.Insert(ctx, k.args(id, start), insertOpts())
	if err != nil {
		return nil, fmt.Errorf("add the %s job of %s: %w", k.name, id, err)
	}
	return added, nil
}

// ErrRunning says that a step is running elsewhere, which may not know yet of what has happened.
var ErrRunning = errors.New("another process is making a step, or the end of a step is not stored yet")

// Wake makes the job of a row due now, and adds one if there is none. When a step is running in
// this process, the next one follows at once. When one is running elsewhere, that is ErrRunning:
// wake it again a little later.
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
		return fmt.Errorf("make the %s job of %s due: %w", k.name, id, err)
	case job.State == rivertype.JobStateRunning:
		return ErrRunning
	default:
		return nil
	}
}
