// Package jobs is the alarm clock of operations: for each operation that is not settled
// there is one durable job, which calls the operation's engine step by step until nothing
// is left to do. It adapts River, and nothing else knows that library.
package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// Advancer takes operations one step further.
type Advancer interface {
	// Advance makes one short step, which is safe to repeat. done says that nothing is left
	// to do, again when to call it next. An error is logged and the step tried again later.
	Advance(ctx context.Context, operationID string) (again time.Duration, done bool, err error)
}

// Options are the settings of a Queue; zero values take the default.
type Options struct {
	DB          *sql.DB       // the pool that writes
	Log         *slog.Logger  // nil: nowhere
	Workers     int           // steps at a time; 16
	StepTimeout time.Duration // a step's context ends after this; 60 s
	// Observe is told of each step: "done", "again", "error" or "panic", and how long it took.
	Observe func(outcome string, took time.Duration)
}

const (
	defaultWorkers     = 16
	defaultStepTimeout = time.Minute

	// River looks for due jobs this often by itself, and at least so long apart when the
	// bell rings. Looking costs a millisecond or two of CPU, so it is left to the bell.
	pollEvery     = 2 * time.Second
	fetchCooldown = 5 * time.Millisecond

	// A running job whose process died is found this long after its time-out at the
	// latest. On SQLite it is found at the start already, since no other process works.
	rescueMargin = 30 * time.Second

	keepCompleted = time.Hour
)

// Queue makes sure that operations advance. Its methods may be called concurrently.
type Queue struct {
	db     *sql.DB
	client *river.Client[*sql.Tx]
	worker *worker
	bell   *bell
	log    *slog.Logger

	endEvents func()
	watching  sync.WaitGroup
}

// New brings River's tables up to date and returns a queue that takes jobs. They run
// between Start and Stop.
func New(ctx context.Context, o Options) (*Queue, error) {
	o = o.withDefaults()
	driver := localDriver{riversqlite.New(o.DB), newBell()}
	if err := migrate(ctx, driver, quiet(o.Log)); err != nil {
		return nil, err
	}
	w := newWorker(o)
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, w); err != nil {
		return nil, fmt.Errorf("register the worker: %w", err)
	}
	client, err := river.NewClient(driver, &river.Config{
		Logger:                      quiet(o.Log),
		Workers:                     workers,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}},
		FetchCooldown:               fetchCooldown,
		FetchPollInterval:           pollEvery,
		JobTimeout:                  o.StepTimeout,
		RescueStuckJobsAfter:        o.StepTimeout + rescueMargin,
		CompletedJobRetentionPeriod: keepCompleted,
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the job queue: %w", err)
	}
	return &Queue{db: o.DB, client: client, worker: w, bell: driver.bell, log: o.Log}, nil
}

func migrate(ctx context.Context, driver localDriver, log *slog.Logger) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return fmt.Errorf("prepare the tables of the job queue: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("bring the tables of the job queue up to date: %w", err)
	}
	return nil
}

// Start begins to work on jobs, those that a dead process left behind first. Steps run
// until Stop, whatever becomes of ctx.
func (q *Queue) Start(ctx context.Context, advancer Advancer) error {
	q.worker.advancer = advancer
	if err := q.reclaim(ctx); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	events, end := q.client.SubscribeConfig(&river.SubscribeConfig{
		Kinds: []river.EventKind{river.EventKindJobSnoozed}, ChanSize: eventBuffer,
	})
	if err := q.client.Start(ctx); err != nil {
		end()
		return fmt.Errorf("start the job queue: %w", err)
	}
	q.endEvents = end
	q.watching.Go(func() { q.alarms(ctx, events) })
	return nil
}

// Stop takes no more jobs and waits for the running steps. When ctx ends first, their
// contexts are cancelled and it waits for them to notice. A queue that was never started
// is not to be stopped.
func (q *Queue) Stop(ctx context.Context) error {
	defer q.watching.Wait()
	defer q.endEvents()
	if err := q.client.Stop(ctx); err == nil {
		return nil
	}
	if err := q.client.StopAndCancel(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("stop the job queue: %w", err)
	}
	return nil
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Workers == 0 {
		o.Workers = defaultWorkers
	}
	if o.StepTimeout == 0 {
		o.StepTimeout = defaultStepTimeout
	}
	if o.Observe == nil {
		o.Observe = func(string, time.Duration) {}
	}
	return o
}
