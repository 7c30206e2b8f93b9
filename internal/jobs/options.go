package jobs

import (
	"database/sql"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Options are the settings of a Queue; zero values take the default.
type Options struct {
	DB *sql.DB // the pool that writes
	// URL of the PostgreSQL database that DB is a pool of, for a connection that listens to
	// other replicas. Empty: DB is SQLite, and no other process works on it.
	URL string
	// ID tells this process from others that work on the same database; at most 100
	// bytes, and never the same again. Empty: one is made.
	ID string
	// Beat is how often a replica says that it lives; 5 s. It ends its steps when it could
	// not for three beats, and the others take over its jobs after four.
	Beat        time.Duration
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

	// A job whose step ended without its end being stored is found this long after its
	// time-out. Those of dead processes are found earlier: on SQLite at the next start, on
	// PostgreSQL by other replicas.
	rescueMargin = 30 * time.Second

	keepCompleted = time.Hour
)

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
	if o.Beat == 0 {
		o.Beat = defaultBeat
	}
	if o.ID == "" {
		o.ID = uuid.NewString()
	}
	if o.Observe == nil {
		o.Observe = func(string, time.Duration) {}
	}
	return o
}
