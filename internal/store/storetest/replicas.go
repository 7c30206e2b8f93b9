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

// runLanes has two operations claim the same lane, as package operation does it: each saves
// that it is in flight and then looks who else is.
func runLanes(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	for range 30 {
		pair := []operation.Operation{record(t, ledger, newOperation(t)), record(t, ledger, newOperation(t))}
		saw, errs := make([]bool, 2), make([]error, 2)
		var wg sync.WaitGroup
		for i := range pair {
			wg.Go(func() { saw[i], errs[i] = claim(t.Context(), ledger, pair[i], pair[1-i]) })
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

// claim saves that one is in flight and reports whether it then sees that the other is.
func claim(ctx context.Context, ledger *store.Ledger, one, other operation.Operation) (saw bool, err error) {
	one.State = operation.Submitting
	if _, err := ledger.Save(ctx, one, &operation.Stage{State: one.State, At: noon}); err != nil {
		return false, err
	}
	unsettled, err := ledger.Unsettled(ctx)
	for _, op := range unsettled {
		saw = saw || op.ID == other.ID && op.State.InFlight()
	}
	return saw, err
}

func runLeases(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	lead := func(name, holder string, now time.Time) bool {
		ok, err := db.Lead(t.Context(), name, holder, time.Minute, now)
		require.NoError(t, err)
		return ok
	}
	alone := !db.Shared() // then there is nobody to wait for
	require.True(t, lead("cloud", "a", noon))
	require.True(t, lead("cloud", "a", noon.Add(30*time.Second)))
	require.Equal(t, alone, lead("cloud", "b", noon.Add(time.Minute)))
	require.True(t, lead("other", "b", noon))
	require.True(t, lead("cloud", "b", noon.Add(2*time.Minute)))
	require.Equal(t, alone, lead("cloud", "a", noon.Add(2*time.Minute)))
	require.True(t, lead("cloud", "b", noon.Add(2*time.Minute)))

	require.NoError(t, db.Resign(t.Context(), "cloud", "a"))
	require.Equal(t, alone, lead("cloud", "c", noon.Add(2*time.Minute)))
	require.True(t, lead("cloud", "b", noon.Add(2*time.Minute)))
	require.NoError(t, db.Resign(t.Context(), "cloud", "b"))
	require.True(t, lead("cloud", "a", noon.Add(2*time.Minute)))
}

func runDocuments(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	saved := func(version int64, data []byte) bool {
		ok, err := db.SaveDocument(t.Context(), "view", store.Document{Version: version, Data: data})
		require.NoError(t, err)
		return ok
	}
	_, found, err := db.Document(t.Context(), "view", 0)
	require.NoError(t, err)
	require.False(t, found)

	require.True(t, saved(7, []byte{0, 255, 7}))
	require.False(t, saved(7, []byte("as new")))
	require.False(t, saved(6, []byte("older")))
	d, found, err := db.Document(t.Context(), "view", 6)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, store.Document{Version: 7, Data: []byte{0, 255, 7}}, d)
	_, found, err = db.Document(t.Context(), "view", 7)
	require.NoError(t, err)
	require.False(t, found)

	require.True(t, saved(8, nil))
	d, found, err = db.Document(t.Context(), "view", 7)
	require.NoError(t, err)
	require.True(t, found)
	require.Empty(t, d.Data)
}

// runShelf puts readings on the shelf out of order, as replicas do whose clocks differ.
func runShelf(t *testing.T, open Open) {
	t.Parallel()
	shelf := open(t).Shelf()
	lies := func(text string, at time.Time) {
		got, read, err := shelf.Get(t.Context(), "snapshots")
		require.NoError(t, err)
		require.Equal(t, text, string(got))
		require.True(t, at.Equal(read), read)
	}
	require.Error(t, shelf.Put(t.Context(), "snapshots", nil, noon), "there is none whose time it could be")
	lies("", time.Time{})
	require.NoError(t, shelf.Put(t.Context(), "snapshots", []byte("one"), noon))
	lies("one", noon)
	require.NoError(t, shelf.Put(t.Context(), "snapshots", nil, noon.Add(time.Second)))
	lies("one", noon.Add(time.Second))
	require.Error(t, shelf.Put(t.Context(), "snapshots", []byte("older"), noon))
	require.Error(t, shelf.Put(t.Context(), "snapshots", nil, noon))
	lies("one", noon.Add(time.Second))
}

// runText gives the database what came from outside and is no text.
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
