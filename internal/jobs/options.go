package jobs

import (
	"cmp"
	"context"
	"database/sql"
	"log/slog"
	"time"
)

// Database holds the jobs. *store.Store implements it.
type Database interface {
	DB() *sql.DB  // the writing pool
	Shared() bool // true on PostgreSQL, which other processes may share; false on SQLite
	// Alone runs fn while no other process on the database runs its own.
	Alone(ctx context.Context, fn func() error) error
}

// Options are the settings of a Queue; zero values take the default.
type Options struct {
	Database    Database
	Log         *slog.Logger  // also for River's warnings; nil: none
	Workers     int           // concurrent steps; 16
	StepTimeout time.Duration // timeout of a step; 60 s
	// Observe is called after each step with "done", "again", "error" or "panic", and its duration.
	Observe func(outcome string, took time.Duration)
}

const (
	defaultWorkers     = 16
	defaultStepTimeout = time.Minute

	// The interval at which River looks for due jobs. It accounts for half of the delay between a click
	// and its API call, and for most of the load of an idle process (docs/performance.md).
	fetchPollInterval = 150 * time.Millisecond
	fetchCooldown     = 10 * time.Millisecond // while more jobs are due than may run

	// River's timeouts beyond a step's own wall-clock deadline: when it cancels the step, and when it assumes
	// that the process is gone. It looks for such jobs every 30 s and makes them due 5 s later, in total within
	// two minutes.
	timeoutMargin = 5 * time.Second
	rescueMargin  = 10 * time.Second

	completedRetention = time.Hour
)

func (o Options) withDefaults() Options {
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	o.Workers = cmp.Or(o.Workers, defaultWorkers)
	o.StepTimeout = cmp.Or(o.StepTimeout, defaultStepTimeout)
	if o.Observe == nil {
		o.Observe = func(string, time.Duration) {}
	}
	return o
}
