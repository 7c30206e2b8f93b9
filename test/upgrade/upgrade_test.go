// Package upgrade starts this version on the data directory of an earlier one, which was killed with operations
// in flight.
package upgrade

import (
	"compress/gzip"
	"database/sql"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // to set the end of the undo window before the start

	web "snapdeck/internal/app"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/test/app"
)

const (
	finishWithin = 2 * time.Minute
	undoFor      = 10 * time.Minute
)

// dataOf returns a directory with the database and the simulator's state as commit 4446ab8 left them: killed
// with an operation in each state, a planned deletion, a lock and a saved view.
func dataOf(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{web.DatabaseFile, "simulated-cloud.json"} {
		packed, err := os.Open(filepath.Join("testdata", name+".gz"))
		require.NoError(t, err)
		reader, err := gzip.NewReader(packed)
		require.NoError(t, err)
		text, err := io.ReadAll(reader)
		require.NoError(t, err)
		require.NoError(t, packed.Close())
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	return dir
}

// openUndoWindow sets the time of the planned deletion, which has passed since the directory was packed.
func openUndoWindow(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, web.DatabaseFile))
	require.NoError(t, err)
	changed, err := db.ExecContext(t.Context(), `UPDATE operations SET not_before = ? WHERE kind = 'delete-snapshot' AND state = 'queued'`, time.Now().Add(undoFor).UnixMilli())
	require.NoError(t, err)
	n, err := changed.RowsAffected()
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.NoError(t, db.Close())
}

// upgraded is the dashboard of this version on the old data.
type upgraded struct {
	*app.Dashboard
	client app.Client
	ledger operation.Ledger
}

func upgrade(t *testing.T) upgraded {
	t.Helper()
	dir := dataOf(t)
	openUndoWindow(t, dir)
	timing := operation.DefaultTiming()
	timing.Hold = 5 * time.Second // the simulator delays no call
	d := app.Start(t, web.Options{Timing: timing}, append(app.Settings(dir), "SNAPDECK_SIM_SPEED=50", "SNAPDECK_POLL_FAST=300ms", "SNAPDECK_POLL_WATCHED=300ms", "SNAPDECK_POLL_SLOW=1s")...)
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, web.DatabaseFile)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	u := upgraded{d, app.NewClient(t, finishWithin), db.Ledger(nil)}
	u.client.LogIn(t, d.URL)
	return u
}

func (u upgraded) get(t *testing.T, path string) (int, string) {
	t.Helper()
	status, text, err := u.client.Send(t.Context(), http.MethodGet, u.URL+path, nil)
	require.NoError(t, err)
	return status, text
}

// byName returns the operations by kind and name of the snapshot.
func (u upgraded) byName(t *testing.T) map[string]operation.Operation {
	t.Helper()
	ops, total, err := u.ledger.List(t.Context(), operation.Filter{Limit: 100})
	require.NoError(t, err)
	require.Len(t, ops, total)
	named := map[string]operation.Operation{}
	for _, op := range ops {
		named[string(op.Kind)+" "+op.Params.Name] = op
	}
	require.Len(t, named, total)
	return named
}

// The database is from an earlier version.
func TestUpgrade_WorkInFlightFinishes(t *testing.T) {
	t.Parallel()
	u := upgrade(t)
	ops := u.byName(t)
	require.Len(t, ops, 12)
	for name, op := range ops {
		status, _ := u.get(t, "/operations/"+op.ID)
		require.Equal(t, http.StatusOK, status, name)
	}
	planned := ops["delete-snapshot done one"]
	require.True(t, planned.Planned(), "its undo window runs on")
	status, text, err := u.client.Send(t.Context(), http.MethodPost, u.URL+"/operations/"+planned.ID+"/cancel", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusSeeOther, status, text)

	want := map[string]operation.State{
		"create-snapshot done one": operation.Done, "create-snapshot done two": operation.Done, "create-snapshot too large": operation.Failed, // it was unknown, and verification finds that it was not created
		"delete-snapshot done two": operation.Cancelled, "lock-snapshot done two": operation.Done, "label-snapshot done one": operation.Done,
		"create-snapshot is provisioned": operation.Done, "create-snapshot waits": operation.Done, "create-snapshot waits too": operation.Done,
		"create-snapshot is written": operation.Done, "create-snapshot is asked for": operation.Done, "delete-snapshot done one": operation.Cancelled,
	}
	var states map[string]operation.State
	app.Eventually(t, finishWithin, 200*time.Millisecond, "all operations have ended", func() bool {
		states = map[string]operation.State{}
		for name, op := range u.byName(t) {
			states[name] = op.State
		}
		for name := range want {
			if !states[name].Final() {
				return false
			}
		}
		return true
	})
	require.Equal(t, want, states)
}

func TestUpgrade_KeepsUserSettings(t *testing.T) {
	t.Parallel()
	u := upgrade(t)
	_, text := u.get(t, "/views")
	require.Contains(t, text, "My staging")
	require.Contains(t, text, "/volumes?q=stage")
	locked := u.byName(t)["lock-snapshot done two"].SnapshotID
	app.Eventually(t, finishWithin, 200*time.Millisecond, "the lock is shown", func() bool {
		status, text := u.get(t, "/snapshots/"+locked)
		return status == http.StatusOK && strings.Contains(text, "audit")
	})
	status, text := u.get(t, "/audit")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "done two")
}
