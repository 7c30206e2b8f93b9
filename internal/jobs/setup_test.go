package jobs_test

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
	"snapdeck/internal/store"
)

// patience bounds how long a test waits for something that ought to happen.
const patience = 20 * time.Second

// advance makes a function an Advancer.
type advance func(ctx context.Context, id string) (time.Duration, bool, error)

func (f advance) Advance(ctx context.Context, id string) (time.Duration, bool, error) {
	return f(ctx, id)
}

func openStore(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: path})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func newQueue(t testing.TB, s *store.Store, workers int) *jobs.Queue {
	t.Helper()
	q, err := jobs.New(t.Context(), jobs.Options{
		DB: s.DB(), Workers: workers, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	require.NoError(t, err)
	return q
}

// setup returns a started queue on a database of its own.
func setup(t testing.TB, f advance) (*store.Store, *jobs.Queue) {
	t.Helper()
	s := openStore(t, filepath.Join(t.TempDir(), "jobs.db"))
	q := newQueue(t, s, 0)
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
