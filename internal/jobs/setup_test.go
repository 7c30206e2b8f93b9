package jobs_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

// patience bounds how long a test waits for something that ought to happen; only one that fails does.
const patience = 2 * time.Minute

// advance makes a function an Advancer.
type advance func(ctx context.Context, id string) (time.Duration, bool, error)

func (f advance) Advance(ctx context.Context, id string) (time.Duration, bool, error) {
	return f(ctx, id)
}

// place is where a test has its database: in a file, or at a URL of PostgreSQL.
type place struct{ path, url string }

func inFile(t testing.TB) place {
	t.Helper()
	return place{path: filepath.Join(t.TempDir(), "jobs.db")}
}

// everywhere runs a test on each database.
func everywhere(t *testing.T, check func(t *testing.T, at place)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		check(t, inFile(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		check(t, place{url: postgrestest.URL(t)})
	})
}

// open returns the database as one more process sees it.
func (p place) open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: p.path, URL: p.url})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// queue returns a queue on the database that is not started.
func (p place) queue(t testing.TB, s *store.Store, o jobs.Options) *jobs.Queue {
	t.Helper()
	o.DB, o.URL, o.Log = s.DB(), p.url, slog.New(slog.NewTextHandler(t.Output(), nil))
	q, err := jobs.New(t.Context(), o)
	require.NoError(t, err)
	return q
}

// setup returns a started queue on a database.
func setup(t testing.TB, at place, f advance) (*store.Store, *jobs.Queue) {
	t.Helper()
	s := at.open(t)
	q := at.queue(t, s, jobs.Options{})
	start(t, q, f)
	return s, q
}

func start(t testing.TB, q *jobs.Queue, f advance) {
	t.Helper()
	require.NoError(t, q.Start(t.Context(), f))
	t.Cleanup(func() {
		soon, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		require.NoError(t, q.Stop(soon))
	})
}

// send and await give up with the step, so that a test that failed comes to its end.

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

// delay is how long after its commit the step of an operation begins, which tells that on ran. It
// is the best of a few, since other tests run beside this one. The first does not count: those
// after it would have to wait for a whole poll if they had to wait for one.
func delay(t testing.TB, s *store.Store, q *jobs.Queue, ran <-chan time.Time) time.Duration {
	t.Helper()
	best := time.Hour
	for i := range 6 {
		enqueue(t, s, q, fmt.Sprint(i), (*sql.Tx).Commit)
		committed := time.Now()
		if took := receive(t, ran).Sub(committed); i > 0 {
			best = min(best, took)
		}
	}
	return best
}

func enqueue(t testing.TB, s *store.Store, q *jobs.Queue, id string, end func(*sql.Tx) error) {
	t.Helper()
	tx, err := s.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, q.Enqueue(t.Context(), tx, id))
	require.NoError(t, end(tx))
}

// receive returns the next value, or fails when it does not come.
func receive[T any](t testing.TB, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		require.FailNow(t, "nothing came in time")
		panic("unreachable")
	}
}

// eventually waits until something is so, or fails when it does not come to be.
func eventually(t testing.TB, so func() bool) {
	t.Helper()
	require.Eventually(t, so, patience, 20*time.Millisecond)
}

// jobsIn counts the jobs in a state of River's.
func jobsIn(t testing.TB, s *store.Store, state string) (n int) {
	t.Helper()
	require.NoError(t, s.DB().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM river_job WHERE state = $1`, state).Scan(&n))
	return n
}

// lateEnds counts the jobs that were taken from a replica which then stored that it snoozed them.
func lateEnds(t testing.TB, s *store.Store) (n int) {
	t.Helper()
	require.NoError(t, s.DB().QueryRowContext(t.Context(),
		`SELECT COUNT(*) FROM river_job WHERE state = 'discarded' AND metadata ->> 'snoozes' = '1'`).Scan(&n))
	return n
}

// beats counts the replicas that are known.
func beats(t testing.TB, s *store.Store) (n int) {
	t.Helper()
	require.NoError(t, s.DB().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM replicas`).Scan(&n))
	return n
}

// freeze takes all n connections of a store, so that nobody gets through to its database.
func freeze(t testing.TB, s *store.Store, n int) (thaw func()) {
	t.Helper()
	held := make([]*sql.Conn, n)
	for i := range held {
		var err error
		held[i], err = s.DB().Conn(t.Context())
		require.NoError(t, err)
	}
	return func() {
		for _, conn := range held {
			require.NoError(t, conn.Close())
		}
	}
}
