// Package jobs runs durable background jobs. A job is about one row of ours, such as an operation,
// and repeats a short step until nothing is left to do. The package adapts River, by its public
// interface only, and nothing else knows that library.
//
// On PostgreSQL several processes share the jobs. Two of them may have a job about the same row for
// a while, so steps must be safe to make twice at once.
package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// Queue works on jobs. Its methods may be called concurrently.
type Queue struct {
	db      *sql.DB
	client  *river.Client[*sql.Tx]
	workers *river.Workers
	kinds   []*Kind
	timeout time.Duration
	observe func(outcome string, took time.Duration)
	log     *slog.Logger
}

// New brings River's tables up to date and returns a queue that kinds of jobs can be added to by
// Register. They run between Start and Stop. On PostgreSQL several processes may do so at once;
// the tables of package store must be there.
func New(ctx context.Context, o Options) (*Queue, error) {
	o = o.withDefaults()
	q := &Queue{db: o.Database.DB(), workers: river.NewWorkers(), timeout: o.StepTimeout, observe: o.Observe, log: o.Log}
	driver := driverOf(o.Database)
	err := o.Database.Alone(ctx, func() error { return migrate(ctx, driver, o.Log) })
	if err != nil {
		return nil, fmt.Errorf("bring the tables of the job queue up to date: %w", err)
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
		return nil, fmt.Errorf("prepare the job queue: %w", err)
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

// Start gives every incomplete row a new job, so that it goes on at once whatever became of its old
// one, and begins to work. Steps run until Stop, whatever becomes of ctx.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.resume(ctx); err != nil {
		return fmt.Errorf("resume what is incomplete: %w", err)
	}
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the job queue: %w", err)
	}
	return nil
}

// Resume gives every incomplete row a new job while the queue works, as Start does: the database went
// back to an earlier state, and the jobs with it.
func (q *Queue) Resume(ctx context.Context) error {
	if err := q.resume(ctx); err != nil {
		return fmt.Errorf("resume what is incomplete: %w", err)
	}
	return nil
}

// Stop takes no more jobs and waits for the running steps. When ctx ends first, their contexts are
// cancelled and it waits for them to notice. A queue that was never started is not to be stopped.
func (q *Queue) Stop(ctx context.Context) error {
	if q.client.Stop(ctx) == nil {
		return nil
	}
	if err := q.client.StopAndCancel(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("stop the job queue: %w", err)
	}
	return nil
}
