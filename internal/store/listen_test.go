package store_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

// patience bounds how long a test waits for something that ought to happen.
const patience = 2 * time.Minute

func newOperation() operation.Operation {
	now := time.Now()
	return operation.Operation{ID: uuid.NewString(), Key: uuid.NewString(), Kind: operation.CreateSnapshot,
		State: operation.Queued, CreatedAt: now, UpdatedAt: now}
}

// unable is an Enqueuer that fails.
type unable struct{}

func (unable) Enqueue(context.Context, *sql.Tx, string) error { return errors.New("no job") }

// listen returns what is told on channels, as "channel payload". It is connected already.
func listen(t *testing.T, s *store.Store, channels ...string) <-chan string {
	t.Helper()
	told := make(chan string, 100)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- s.Listen(ctx, func(channel, payload string) { told <- channel + " " + payload }, channels...)
	}()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	require.Equal(t, " ", receive(t, told))
	return told
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		require.FailNow(t, "nothing came in time")
		panic("unreachable")
	}
}

func TestReplicasLearnWhichOperationsChanged(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	here, there := openURL(t, address), openURL(t, address)
	told := listen(t, there)

	submit := func(jobs store.Enqueuer, op operation.Operation) (operation.Result, error) {
		return here.Ledger(jobs).Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
	}
	_, err := submit(unable{}, newOperation()) // is not stored
	require.Error(t, err)
	result, err := submit(nil, newOperation())
	require.NoError(t, err)
	op := result.First()
	require.Equal(t, "snapdeck_operations "+op.ID, receive(t, told))
	again := newOperation()
	again.Key = op.Key
	_, err = submit(nil, again) // changes nothing
	require.NoError(t, err)

	op.State = operation.Waiting
	_, err = here.Ledger(nil).Save(t.Context(), op, nil)
	require.NoError(t, err)
	require.Equal(t, "snapdeck_operations "+op.ID, receive(t, told))
	_, err = here.Ledger(nil).Save(t.Context(), op, nil)
	require.ErrorIs(t, err, operation.ErrStale)
	require.NoError(t, here.Notify(t.Context(), "elsewhere", "not listened to"))
	require.NoError(t, here.Notify(t.Context(), store.OperationsChannel, "last"))
	require.Equal(t, "snapdeck_operations last", receive(t, told))
}

func TestChannelsAreNamedFreely(t *testing.T) {
	t.Parallel()
	s := openPostgres(t)
	told := listen(t, s, "snapdeck_view", `Odd "name"`)
	require.NoError(t, s.Notify(t.Context(), "snapdeck_view", "7"))
	require.NoError(t, s.Notify(t.Context(), `Odd "name"`, "with words"))
	require.Equal(t, "snapdeck_view 7", receive(t, told))
	require.Equal(t, `Odd "name" with words`, receive(t, told))
	require.ErrorContains(t, s.Listen(t.Context(), nil, strings.Repeat("x", 64)), "1 to 63 bytes")
	require.Error(t, s.Notify(t.Context(), "snapdeck_view", strings.Repeat("x", 8000)))
}

func TestListenerComesBack(t *testing.T) {
	t.Parallel()
	s := openPostgres(t)
	told := listen(t, s)
	for range 2 {
		execute(t, s, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		require.Equal(t, " ", receive(t, told), "it is told to catch up")
		require.NoError(t, s.Notify(t.Context(), store.OperationsChannel, "a"))
		require.Equal(t, "snapdeck_operations a", receive(t, told))
	}
}

func TestSQLiteHasNobodyToListenTo(t *testing.T) {
	t.Parallel()
	s := open(t)
	require.NoError(t, s.Notify(t.Context(), store.OperationsChannel, "a"))
	require.False(t, s.Shared())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- s.Listen(ctx, func(channel, payload string) { ended <- errors.New("heard " + payload) })
	}()
	cancel()
	require.NoError(t, receive(t, ended))
}
