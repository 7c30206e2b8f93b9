package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// runLanes makes two operations claim the same lane, as package operation does: each saves that it is in flight
// and then looks for others.
func runLanes(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	for range 30 {
		pair := []operation.Operation{record(t, ledger, newOperation(t)), record(t, ledger, newOperation(t))}
		saw, errs := make([]bool, 2), make([]error, 2)
		var wg sync.WaitGroup
		for i := range pair {
			wg.Go(func() { saw[i], errs[i] = acquire(t.Context(), ledger, pair[i], pair[1-i]) })
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		require.True(t, saw[0] || saw[1], "both found the lane free")
		for _, op := range pair {
			op, err := ledger.Operation(t.Context(), op.ID)
			require.NoError(t, err)
			save(t, ledger, op, operation.Failed)
		}
	}
}

// acquire saves that an operation is in flight and reports whether it then sees the other one in flight.
func acquire(ctx context.Context, ledger *store.Ledger, one, other operation.Operation) (saw bool, err error) {
	one.State = operation.Submitting
	if _, err := ledger.Save(ctx, one, &operation.Stage{State: one.State, At: noon}); err != nil {
		return false, err
	}
	incomplete, err := ledger.Incomplete(ctx)
	for _, op := range incomplete {
		saw = saw || op.ID == other.ID && op.State.InFlight()
	}
	return saw, err
}

func runDocuments(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	_, _, found, err := db.Document(t.Context(), "view")
	require.NoError(t, err)
	require.False(t, found)

	for _, data := range [][]byte{{0, 255, 7}, []byte("newer"), nil} {
		require.NoError(t, db.SaveDocument(t.Context(), "view", data))
		got, age, found, err := db.Document(t.Context(), "view")
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, string(data), string(got))
		require.GreaterOrEqual(t, age, time.Duration(0))
		require.Less(t, age, time.Minute)
	}
	_, err = db.DB().ExecContext(t.Context(), `UPDATE documents SET saved_at = saved_at + 3600000`)
	require.NoError(t, err)
	_, age, _, err := db.Document(t.Context(), "view")
	require.NoError(t, err)
	require.Less(t, age, -50*time.Minute, "the clock went back")
}

// runText stores external input that is not valid text.
func runText(t *testing.T, open Open) {
	t.Parallel()
	const odd = "a\x00b\xffc"
	db := open(t)
	_, err := db.UserByName(t.Context(), odd)
	require.ErrorIs(t, err, auth.ErrNoUser)
	_, err = db.AddFailure(t.Context(), odd, noon, noon)
	require.NoError(t, err)
	a, err := db.Attempt(t.Context(), odd)
	require.NoError(t, err)
	require.Equal(t, 1, a.Failures)

	addUser(t, db, "1", "ada")
	require.NoError(t, db.InsertSession(t.Context(), auth.Session{IDHash: "s", UserID: "1", UserAgent: odd}))
	session, _, err := db.Session(t.Context(), "s")
	require.NoError(t, err)
	require.Contains(t, []string{odd, "ab�c"}, session.UserAgent)

	op := newOperation(t)
	op.VolumeName = odd
	record(t, db.Ledger(nil), op)
	_, total, err := db.Ledger(nil).List(t.Context(), operation.Filter{Query: odd})
	require.NoError(t, err)
	require.Equal(t, 1, total)
}
