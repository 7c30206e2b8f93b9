// Package jobs is the alarm clock of operations: for each operation that is not settled
// there is one durable job, which calls the operation's engine step by step until nothing
// is left to do. It adapts River, and nothing else knows that library.
//
// On PostgreSQL several processes share the jobs. Each says every few seconds that it lives,
// and takes over the jobs of those that do not say so any more. One that cannot say so ends
// its steps before that, so that no step is made twice at once.
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
)

// Advancer takes operations one step further.
type Advancer interface {
	// Advance makes one short step, which is safe to repeat. done says that nothing is left
	// to do, again when to call it next. An error is logged and the step tried again later.
	Advance(ctx context.Context, operationID string) (again time.Duration, done bool, err error)
}

// Queue makes sure that operations advance. Its methods may be called concurrently.
type Queue struct {
	db      *sql.DB
	client  *river.Client[*sql.Tx]
	worker  *worker
	bell    *bell
	replica *replica // nil on SQLite
	log     *slog.Logger

	endEvents, endBeats func()
	watching, beating   sync.WaitGroup
}

// New brings River's tables up to date and returns a queue that takes jobs. They run
// between Start and Stop. On PostgreSQL several processes may do so at once; the tables of
// package store must be there.
func New(ctx context.Context, o Options) (*Queue, error) {
	o = o.withDefaults()
	q := &Queue{db: o.DB, bell: newBell(), log: o.Log}
	pulse := steadyPulse()
	if o.URL != "" {
		pulse = newPulse(beatsToFence * o.Beat)
		q.replica = &replica{id: o.ID, db: o.DB, every: o.Beat, pulse: pulse, log: o.Log, again: q.adoptTx}
	}
	driver, err := q.prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	q.worker = newWorker(o, pulse)
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, q.worker); err != nil {
		return nil, fmt.Errorf("register the worker: %w", err)
	}
	q.client, err = river.NewClient(driver, &river.Config{
		ID:                          o.ID,
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
	return q, nil
}

// prepare returns River's driver for the database, whose tables it brings up to date.
func (q *Queue) prepare(ctx context.Context, o Options) (riverdriver.Driver[*sql.Tx], error) {
	if o.URL == "" {
		driver := localDriver{riversqlite.New(o.DB), q.bell}
		return driver, migrate(ctx, driver, quiet(o.Log))
	}
	listener, err := newListener(o.DB, o.URL, q.bell)
	if err != nil {
		return nil, err
	}
	driver := sharedDriver{riverdatabasesql.New(o.DB), listener}
	return driver, alone(ctx, o.DB, func() error { return migrate(ctx, driver, quiet(o.Log)) })
}
