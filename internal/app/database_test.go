package app

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/internal/store/storetest"
)

// A heartbeat fails, one is missing, and one succeeds, and no notification arrives.
func TestDatabase_FailsWithoutNotification(t *testing.T) {
	t.Parallel()
	changes := 0
	d := newDatabase(nil, 0, slog.New(slog.DiscardHandler))
	d.changed = func() { changes++ }
	d.last = time.Now()
	_, failing := d.FailingSince()
	require.False(t, failing)
	d.last = time.Now().Add(-heartbeatStale - time.Second)
	since, failing := d.FailingSince()
	require.True(t, failing)
	require.Equal(t, d.last, since)

	d.last = time.Now()
	for range 3 {
		d.failed(errors.New("the disk is full"))
	}
	first, failing := d.FailingSince()
	require.True(t, failing)
	require.False(t, first.Before(d.last))
	require.Equal(t, 1, changes, "pages change once")
}

// watched is the heartbeat of a real database, with what it caused.
type watched struct {
	*database
	changes int     // of pages
	reloads []error // results of the next reloads of the ledger; afterwards they succeed
	loaded  int
	woken   int
}

func watch(t *testing.T) *watched {
	t.Helper()
	w := &watched{database: newDatabase(storetest.OpenMigrated(t), time.Hour, slog.New(slog.DiscardHandler))}
	w.changed, w.wake = func() { w.changes++ }, func() { w.woken++ }
	w.reload = func(context.Context) (err error) {
		if w.loaded++; len(w.reloads) > 0 {
			err, w.reloads = w.reloads[0], w.reloads[1:]
		}
		return err
	}
	require.NoError(t, w.begin(t.Context()))
	return w
}

// refusal returns the error of a write that a database has no room for.
func (w *watched) refusal(t *testing.T) error {
	t.Helper()
	setReadOnly(t, w.store, true)
	defer setReadOnly(t, w.store, false)
	_, err := w.store.Heartbeat(t.Context())
	require.Error(t, err)
	return err
}

func TestDatabase_FailsUntilWritable(t *testing.T) {
	t.Parallel()
	w := watch(t)
	_, failing := w.FailingSince()
	require.False(t, failing)

	setReadOnly(t, w.store, true)
	w.check(t.Context())
	since, failing := w.FailingSince()
	require.True(t, failing)
	w.check(t.Context())
	still, _ := w.FailingSince()
	require.Equal(t, since, still, "it counts from the first failure")
	require.Equal(t, 1, w.changes)

	setReadOnly(t, w.store, false)
	w.check(t.Context())
	_, failing = w.FailingSince()
	require.False(t, failing)
	require.Equal(t, 2, w.changes)
	w.check(t.Context())
	require.Equal(t, 2, w.changes, "nothing has changed")
	require.Zero(t, w.loaded)
}

// A failed request makes it check before the next heartbeat is due.
func TestDatabase_SuspectChecksAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		full      bool // the failed request proves that there is no room
		readOnly  bool
		cancelled bool // the browser has closed the connection
		failing   bool
	}{
		"the database is fine":                         {},
		"it cannot be written to":                      {readOnly: true, failing: true},
		"the disk is full, and a heartbeat still fits": {full: true, failing: true},
		"the browser has gone":                         {readOnly: true, cancelled: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := watch(t)
			cause := errors.New("a row was changed in the meantime")
			if c.full {
				cause = w.refusal(t)
			}
			setReadOnly(t, w.store, c.readOnly)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.cancelled {
				cancel()
			}
			w.Suspect(ctx, cause)
			_, failing := w.FailingSince()
			require.Equal(t, c.failing, failing)
			w.Suspect(ctx, cause)
			require.LessOrEqual(t, w.changes, 1, "it was reported already")
		})
	}
}

// The ledger is loaded again, and once more if that fails.
func TestDatabase_WentBack(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.reloads = []error{errors.New("locked")}
	goBack(t, w.store)
	w.check(t.Context())
	require.Equal(t, 1, w.loaded)
	w.check(t.Context())
	require.Equal(t, 2, w.loaded)
	require.Equal(t, 1, w.changes, "pages change when the ledger is loaded")
	w.check(t.Context())
	require.Equal(t, 2, w.loaded)
	_, _, stands := w.Restored()
	require.False(t, stands, "nothing was open, so there is nothing to confirm")
}

// The interval is an hour, so only the signal and the end can cause the heartbeats.
func TestDatabase_RunChecksOnSignalAndAtEnd(t *testing.T) {
	t.Parallel()
	w := watch(t)
	loaded := make(chan struct{})
	w.reload = func(context.Context) error { close(loaded); return nil }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.run(ctx)
	}()
	goBack(t, w.store)
	_, err := w.store.Heartbeat(t.Context()) // another part notices it first
	require.NoError(t, err)
	<-loaded

	before := heartbeats(t, w.store)
	cancel()
	<-ended
	require.Equal(t, before+1, heartbeats(t, w.store), "the next start compares with the last one")
}

func heartbeats(t *testing.T, db *store.Store) (n int) {
	t.Helper()
	require.NoError(t, db.DB().QueryRowContext(t.Context(), `SELECT beat FROM ledger_state`).Scan(&n))
	return n
}

// The ledger is put back under a running dashboard: a planned deletion is cancelled, and a create that has not
// begun waits for a user.
func TestApp_LedgerRestoredWhileRunning(t *testing.T) {
	t.Parallel()
	a := newApp(t, installation(t), quiet())
	require.NoError(t, a.db.begin(t.Context()))
	amy := operation.Actor{Name: "amy", Addr: "192.0.2.1"}
	deletion := submit(t, a, operation.Request{Kind: operation.DeleteSnapshot, SnapshotID: "s", NotBefore: a.opts.Now().Add(time.Hour)})
	create := submit(t, a, operation.Request{Kind: operation.CreateSnapshot, DatacenterID: "d", VolumeID: "v"})
	_, _, stands := a.db.Restored()
	require.False(t, stands)

	lost := operation.Operation{ID: "lost", Kind: operation.CreateSnapshot, VolumeID: "v", State: operation.Failed, FinishedAt: time.Now()}
	a.operations.Put(lost)
	a.protection.attempts.Put(lost)

	goBack(t, a.store)
	a.db.check(t.Context())
	_, known := a.operations.Operation(lost.ID)
	require.False(t, known, "the ledger does not know it any more")
	_, known = a.protection.attempts.Of("v")
	require.False(t, known, "nor does it count as the last try")
	cancelled, _ := a.operations.Operation(deletion.ID)
	require.Equal(t, operation.Cancelled, cancelled.State)
	require.Equal(t, operation.CauseBackupRestored, cancelled.Prevented())
	waits, _ := a.operations.Operation(create.ID)
	require.True(t, waits.Held())
	at, n, stands := a.db.Restored()
	require.True(t, stands)
	require.Equal(t, 1, n)
	require.WithinDuration(t, time.Now(), at, time.Minute)
	ids, _ := a.wakeQueue.take()
	require.Empty(t, ids)

	changes := a.hub.Changes()
	require.NoError(t, a.db.ContinueAll(t.Context(), amy))
	_, _, stands = a.db.Restored()
	require.False(t, stands)
	require.Greater(t, a.hub.Changes(), changes)
	ids, _ = a.wakeQueue.take()
	require.Equal(t, []string{create.ID}, ids)
	page, _, err := a.store.Audit(t.Context(), audit.Filter{Action: audit.ContinueAll})
	require.NoError(t, err)
	require.Len(t, page, 1)
	require.Equal(t, []string{amy.Name, amy.Addr}, []string{page[0].Actor, page[0].ActorAddr})
}

func TestApp_FailedContinueAllKeepsNotice(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.notice = &store.RestoredNotice{At: time.Now(), Cancelled: 3}
	setReadOnly(t, w.store, true)
	require.Error(t, w.ContinueAll(t.Context(), operation.Actor{Name: "amy"}))
	_, cancelled, stands := w.Restored()
	require.True(t, stands)
	require.Equal(t, 3, cancelled)
	require.Zero(t, w.woken)
}
