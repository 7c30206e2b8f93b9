package store_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

// testTimeout bounds the wait for an expected event.
const testTimeout = 2 * time.Minute

func newOperation() operation.Operation {
	now := time.Now()
	return operation.Operation{ID: uuid.NewString(), Key: uuid.NewString(), Kind: operation.CreateSnapshot,
		State: operation.Queued, CreatedAt: now, UpdatedAt: now}
}

type failingEnqueuer struct{}

func (failingEnqueuer) Enqueue(context.Context, *sql.Tx, string) error { return errors.New("no job") }

// listen returns the ids of changed operations, without the first, empty one.
func listen(t *testing.T, s *store.Store) <-chan string {
	t.Helper()
	changed := make(chan string, 100)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.Listen(ctx, func(id string) { changed <- id })
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	require.Empty(t, receive(t, changed))
	return changed
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(testTimeout):
		require.FailNow(t, "no id was received in time")
		panic("unreachable")
	}
}

func TestListen_ReplicasLearnWhichOperationsChanged(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	here, there := openURL(t, address), openURL(t, address)
	changed := listen(t, there)

	submit := func(jobs store.Enqueuer, op operation.Operation) (operation.Result, error) {
		return here.Ledger(jobs).Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
	}
	_, err := submit(failingEnqueuer{}, newOperation()) // is not stored
	require.Error(t, err)
	result, err := submit(nil, newOperation())
	require.NoError(t, err)
	op := result.First()
	require.Equal(t, op.ID, receive(t, changed))
	retry := newOperation()
	retry.Key = op.Key
	_, err = submit(nil, retry) // changes nothing
	require.NoError(t, err)

	op.State = operation.Waiting
	_, err = here.Ledger(nil).Save(t.Context(), op, nil)
	require.NoError(t, err)
	require.Equal(t, op.ID, receive(t, changed))
	_, err = here.Ledger(nil).Save(t.Context(), op, nil)
	require.ErrorIs(t, err, operation.ErrStale)
	execute(t, here, `SELECT pg_notify('elsewhere', 'not listened to')`)
	execute(t, here, `SELECT pg_notify('snapdeck_operations', 'last')`)
	require.Equal(t, "last", receive(t, changed))
}

func TestListen_ConnectsAgain(t *testing.T) {
	t.Parallel()
	s := openPostgres(t)
	changed := listen(t, s)
	for range 2 {
		execute(t, s, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		require.Empty(t, receive(t, changed), "the caller has to catch up")
		execute(t, s, `SELECT pg_notify('snapdeck_operations', 'a')`)
		require.Equal(t, "a", receive(t, changed))
	}
}

func TestListen_SQLiteReturns(t *testing.T) {
	t.Parallel()
	s := open(t)
	require.False(t, s.Shared())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan string, 1)
	go func() {
		s.Listen(ctx, func(id string) { ended <- "changed " + id })
		ended <- "ended"
	}()
	cancel()
	require.Equal(t, "ended", receive(t, ended))
}
