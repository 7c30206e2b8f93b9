package jobs

import (
	"cmp"
	"context"
	"database/sql"
	"log/slog"
	"time"
)

// Database is where the jobs are. *store.Store implements it.
type Database interface {
	DB() *sql.DB  // the pool that writes
	Shared() bool // it is PostgreSQL, and other processes may work on it too; else it is SQLite
	// Alone runs fn while no other process on the database runs its own.
	Alone(ctx context.Context, fn func() error) error
}

// Options are the settings of a Queue; zero values take the default.
type Options struct {
	Database    Database
	Log         *slog.Logger  // River's too, which tells much below warnings; nil: nowhere
	Workers     int           // steps at a time; 16
	StepTimeout time.Duration // a step's context ends after this; 60 s
	// Observe is called after each step: "done", "again", "error" or "panic", and how long it took.
	Observe func(outcome string, took time.Duration)
}

const (
	defaultWorkers     = 16
	defaultStepTimeout = time.Minute

	// River looks for due jobs this often. It is half of the delay between a click and its call to
	// the cloud, and most of what the process computes at rest (docs/performance.md).
	fetchPollInterval = 150 * time.Millisecond
	fetchCooldown     = 10 * time.Millisecond // while more jobs are due than may run

	// How much longer than a step's deadline, which is told by the clock on the wall, River waits
	// until it ends the step by itself, and until it takes the process for gone. It looks for jobs of
	// such processes every 30 s and makes them due 5 s later, so all in all within two minutes.
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
