// Package jobs runs durable background jobs. A job belongs to one row, such as an operation, and repeats a
// short step until nothing is left to do. The package uses River through its public API only, and is the only
// importer of that library.
//
// On PostgreSQL several processes share the jobs. Two of them may have a job for the same row for a while, so
// steps must be safe to run concurrently.
package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// Queue runs jobs. It is safe for concurrent use.
type Queue struct {
	db      *sql.DB
	client  *river.Client[*sql.Tx]
	workers *river.Workers
	kinds   []*Kind
	timeout time.Duration
	// starting is held while River starts, when it cannot be notified of a new job: Insert does that, and InsertTx does not.
	starting sync.RWMutex
	observe  func(outcome string, took time.Duration)
	log      *slog.Logger
}

// New updates River's tables and returns a queue for Register. Jobs run between Start and Stop. On PostgreSQL
// several processes may do so at once; the tables of package store must exist.
func New(ctx context.Context, o Options) (*Queue, error) {
	o = o.withDefaults()
	q := &Queue{db: o.Database.DB(), workers: river.NewWorkers(), timeout: o.StepTimeout, observe: o.Observe, log: o.Log}
	driver := driverOf(o.Database)
	err := o.Database.Alone(ctx, func() error { return migrate(ctx, driver, o.Log) })
	if err != nil {
		return nil, fmt.Errorf("update tables of the job queue: %w", err)
	}
	q.client, err = river.NewClient(driver, &river.Config{
		Logger:                      o.Log,
		Workers:                     q.workers,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}},
		PollOnly:                    true,
		FetchCooldown:               fetchCooldown,
		FetchPollInterval:           fetchPollInterval,
		JobTimeout:                  o.StepTimeout + timeoutMargin,
		RescueStuckJobsAfter:        o.StepTimeout + rescueMargin,
		CompletedJobRetentionPeriod: completedRetention,
	})
	if err != nil {
		return nil, fmt.Errorf("prepare job queue: %w", err)
	}
	return q, nil
}

func driverOf(db Database) riverdriver.Driver[*sql.Tx] {
	if db.Shared() {
		return riverdatabasesql.New(db.DB())
	}
	return riversqlite.New(db.DB())
}

func migrate(ctx context.Context, driver riverdriver.Driver[*sql.Tx], log *slog.Logger) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err == nil {
		_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	return err
}

// Start adds a new job for every incomplete row and starts the workers. A row continues at once whatever happened to
// its old job. Steps run until Stop, even if ctx ends.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.Resume(ctx); err != nil {
		return err
	}
	q.starting.Lock()
	defer q.starting.Unlock()
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start job queue: %w", err)
	}
	return nil
}

// Resume adds a new job for every incomplete row. Call it on a running queue when the database went back to an earlier
// state, and its jobs with it.
func (q *Queue) Resume(ctx context.Context) error {
	if err := q.resume(ctx); err != nil {
		return fmt.Errorf("resume incomplete rows: %w", err)
	}
	return nil
}

// Stop takes no more jobs and waits for running steps. When ctx ends first, it cancels their contexts and waits
// for them to return. Only a started queue may be stopped.
func (q *Queue) Stop(ctx context.Context) error {
	if q.client.Stop(ctx) == nil {
		return nil
	}
	if err := q.client.StopAndCancel(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("stop job queue: %w", err)
	}
	return nil
}
