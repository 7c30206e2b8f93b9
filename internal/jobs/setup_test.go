package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
	"snapdeck/internal/store"
	"snapdeck/internal/store/storetest"
)

// testTimeout bounds the wait for an expected event; only a failing test reaches it.
const testTimeout = 2 * time.Minute

// database is a test's database: a file, or a PostgreSQL URL.
type database struct{ path, url string }

func sqliteDatabase(t testing.TB) database {
	t.Helper()
	path := filepath.Join(t.TempDir(), "jobs.db")
	storetest.MigratedFile(t, path)
	return database{path: path}
}

// onEachDatabase runs a test on each database.
func onEachDatabase(t *testing.T, check func(t *testing.T, at database)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		check(t, sqliteDatabase(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		check(t, database{url: storetest.MigratedURL(t)})
	})
}

// open opens the database for one more process.
func (p database) open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: p.path, URL: p.url})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// advance holds the arguments of the jobs in these tests.
type advance struct {
	OperationID string `json:"operation_id"`
	Start       int64  `json:"start"`
}

func newAdvance(id string, start int64) advance { return advance{id, start} }

func (advance) Kind() string { return "advance" }

func (a advance) About() (id string, start int64) { return a.OperationID, a.Start }

// queue is a queue with a single kind of job.
type queue struct {
	*jobs.Queue
	*jobs.Kind
}

// queue returns a queue on the database, not started.
func (p database) queue(t testing.TB, s *store.Store, o jobs.Options, step jobs.Step, incomplete ...string) queue {
	t.Helper()
	o.Database, o.Log = s, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	q, err := jobs.New(t.Context(), o)
	require.NoError(t, err)
	k, err := jobs.Register(q, newAdvance, step, func(context.Context) ([]string, error) { return incomplete, nil })
	require.NoError(t, err)
	return queue{q, k}
}

// setup returns a started queue on a database.
func setup(t testing.TB, at database, step jobs.Step) (*store.Store, queue) {
	t.Helper()
	s := at.open(t)
	q := at.queue(t, s, jobs.Options{}, step)
	start(t, q)
	return s, q
}

func start(t testing.TB, q queue) {
	t.Helper()
	require.NoError(t, q.Start(t.Context()))
	t.Cleanup(func() {
		soon, cancel := context.WithTimeout(context.Background(), testTimeout)
		defer cancel()
		require.NoError(t, q.Stop(soon))
	})
}

// wake wakes the job of a row, however long a step takes elsewhere.
func wake(t testing.TB, q queue, id string) {
	t.Helper()
	eventually(t, func() bool {
		err := q.Wake(t.Context(), id)
		if !errors.Is(err, jobs.ErrRunning) {
			require.NoError(t, err)
		}
		return err == nil
	})
}

// send and await end with the step's context, which lets a failed test terminate.

func send[T any](ctx context.Context, to chan<- T, value T) {
	select {
	case to <- value:
	case <-ctx.Done():
	}
}

func await[T any](ctx context.Context, from <-chan T) (value T) {
	select {
	case value = <-from:
	case <-ctx.Done():
	}
	return value
}

// delay measures the time from a commit to the operation's first step, which ran reports. It is the shortest of
// a few, since other tests run concurrently.
func delay(t testing.TB, s *store.Store, q queue, ran <-chan time.Time) time.Duration {
	t.Helper()
	best := time.Hour
	for i := range 6 {
		enqueue(t, s, q, fmt.Sprint(i), (*sql.Tx).Commit)
		committed := time.Now()
		best = min(best, receive(t, ran).Sub(committed))
	}
	return best
}

func enqueue(t testing.TB, s *store.Store, q queue, id string, end func(*sql.Tx) error) {
	t.Helper()
	tx, err := s.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, q.Enqueue(t.Context(), tx, id))
	require.NoError(t, end(tx))
}

// receive returns the next value, or fails after testTimeout.
func receive[T any](t testing.TB, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(testTimeout):
		require.FailNow(t, "no value was received in time")
		panic("unreachable")
	}
}

// eventually waits for a condition, or fails after testTimeout.
func eventually(t testing.TB, so func() bool) {
	t.Helper()
	require.Eventually(t, so, testTimeout, 20*time.Millisecond)
}

// client returns a River client of the database.
func client(t testing.TB, s *store.Store) *river.Client[*sql.Tx] {
	t.Helper()
	driver := riverdriver.Driver[*sql.Tx](riversqlite.New(s.DB()))
	if s.Shared() {
		driver = riverdatabasesql.New(s.DB())
	}
	c, err := river.NewClient(driver, &river.Config{Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	return c
}

// jobsIn counts the jobs in some of River's states.
func jobsIn(t testing.TB, s *store.Store, states ...rivertype.JobState) int {
	t.Helper()
	found, err := client(t, s).JobList(t.Context(), river.NewJobListParams().States(states...).First(10_000))
	require.NoError(t, err)
	return len(found.Jobs)
}

// live lists the states of jobs that have not ended.
func live() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
}
