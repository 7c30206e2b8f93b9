package faults

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

// lostFuture is a dashboard with work that has not started: a planned deletion, and an overwrite and a create that wait
// behind another create. After a copy is taken, the deletion is undone, the overwrite cancelled, and the create
// executed; putting the copy back loses all of that.
type lostFuture struct {
	*testApp
	snap     ionossim.Snapshot // to be restored onto the volume
	pending  ionossim.Snapshot // to be deleted
	volume   ionossim.Volume
	fault    int
	deletion string // ids of operations
	over     string
	create   string
}

// future records the work. It is in one data center, so everything waits behind the first create.
func future(t *testing.T, a *testApp) *lostFuture {
	t.Helper()
	f := &lostFuture{testApp: a}
	dc := a.sim.Volumes()[0].DatacenterID
	id, err := a.sim.AddVolume(ionossim.NewVolume{DatacenterID: dc, Name: "to be overwritten", Type: "SSD Standard", SizeGB: 1})
	require.NoError(t, err)
	first, err := a.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: id, Name: "one of two"})
	require.NoError(t, err)
	second, err := a.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: id, Name: "two of two"})
	require.NoError(t, err)
	_, err = a.sim.WriteVolume(id)
	require.NoError(t, err)
	f.volume, _ = a.sim.Volume(id)
	f.snap, _ = a.sim.Snapshot(first.ID)
	f.pending, _ = a.sim.Snapshot(second.ID)

	f.fault, err = a.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.StuckRunning, Method: http.MethodPost, Route: "*create-snapshot"})
	require.NoError(t, err)
	page := "/datacenters/" + dc + "/volumes/" + id
	f.must(t, page+"/snapshots", url.Values{"key": {"a"}, "name": {"is being made"}})
	f.must(t, page+"/snapshots", url.Values{"key": {"b"}, "name": {"was made in the lost time"}})
	f.must(t, "/snapshots/"+f.snap.ID+"/overwrite", url.Values{"key": {"c"}, "volume": {id}, "phrase": {"overwrite " + f.volume.Name}})
	f.must(t, "/snapshots/"+f.pending.ID+"/delete", url.Values{"key": {"d"}, "phrase": {"delete the last one"}})
	f.deletion = f.find(t, operation.DeleteSnapshot, "two of two")
	f.over = f.find(t, operation.RestoreVolume, "one of two")
	f.create = f.find(t, operation.CreateSnapshot, "was made in the lost time")
	eventually(t, "the create waits", func() bool {
		_, text := f.get(t, "/operations/"+f.create)
		return strings.Contains(text, " ahead")
	})
	return f
}

// must sends a form until the dashboard knows its targets.
func (f *lostFuture) must(t *testing.T, path string, form url.Values) {
	t.Helper()
	eventually(t, path+" is recorded", func() bool {
		status, _ := f.post(t, path, form)
		return status == http.StatusSeeOther
	})
}

// find returns the id of an operation of a kind.
func (f *lostFuture) find(t *testing.T, kind operation.Kind, name string) (id string) {
	t.Helper()
	eventually(t, "the "+string(kind)+" is listed", func() bool {
		db, err := store.Open(t.Context(), f.where())
		require.NoError(t, err)
		ops, _, err := db.Ledger(nil).List(t.Context(), operation.Filter{Kinds: []operation.Kind{kind}})
		require.NoError(t, err)
		require.NoError(t, db.Close())
		for _, op := range ops {
			if op.Params.Name == name {
				id = op.ID
			}
		}
		return id != ""
	})
	return id
}

// isHeld reports whether an operation waits for a user since a backup was restored.
func (f *lostFuture) isHeld(t *testing.T, id string) bool {
	t.Helper()
	db, err := store.Open(t.Context(), f.where())
	require.NoError(t, err)
	op, err := db.Ledger(nil).Operation(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	return op.Held()
}

// where returns a dashboard's database.
func (a *testApp) where() store.Options {
	for _, setting := range a.settings {
		if address, is := strings.CutPrefix(setting, "SNAPDECK_DATABASE_URL="); is {
			return store.Options{URL: address}
		}
	}
	return store.Options{Path: filepath.Join(a.data, app.DatabaseFile)}
}

// finishLostWork does the work that putting the copy back will lose.
func (f *lostFuture) finishLostWork(t *testing.T) {
	t.Helper()
	f.must(t, "/operations/"+f.deletion+"/cancel", nil)
	f.must(t, "/operations/"+f.over+"/cancel", nil)
	f.sim.Faults().Clear(f.fault)
	eventually(t, "the create is done", func() bool {
		_, text := f.get(t, "/operations/"+f.create)
		return strings.Contains(text, "The snapshot is available.")
	})
}

// wantNothingDestroyed requires that a dashboard with a restored database says so on every page, has cancelled
// destructive operations, and lets the create wait for confirmation.
func (f *lostFuture) wantNothingDestroyed(t *testing.T) {
	t.Helper()
	const banner = `data-banner="restored"`
	for _, path := range f.everyPage(t) {
		eventually(t, path+" tells it", func() bool {
			_, text := f.get(t, path)
			return firstMissing(text, []string{banner, "2 operations", "1 create", `action="/database/continue"`}) == ""
		})
	}
	for _, id := range []string{f.deletion, f.over} {
		_, text := f.get(t, "/operations/"+id)
		require.Empty(t, firstMissing(text, []string{`data-cause="backup-restored"`, "so this was not sent"}))
	}
	eventually(t, "the create waits for a user", func() bool { return f.isHeld(t, f.create) })
	f.must(t, "/database/continue", nil)
	eventually(t, "the create is found", func() bool {
		_, text := f.get(t, "/operations/"+f.create)
		return strings.Contains(text, "The snapshot is available.")
	})
	for _, path := range f.everyPage(t) {
		_, text := f.get(t, path)
		require.NotContains(t, text, banner, path)
	}
	require.Len(t, f.snapshotsNamed("was made in the lost time"), 1, "the snapshot was created only once")
	_, exists := f.sim.Snapshot(f.pending.ID)
	require.True(t, exists, "the snapshot to delete still exists")
	now, _ := f.sim.Volume(f.volume.ID)
	require.Equal(t, f.volume.Content, now.Content, "the volume was not overwritten")
	_, text := f.get(t, "/audit")
	require.Empty(t, firstMissing(text, []string{"Backup restored", "Continue all"}))
}

func TestBackup_RestoreCancelsWithdrawnOperations(t *testing.T) {
	t.Parallel()
	a := newAppIn(t, t.TempDir(), "SNAPDECK_UNDO_WINDOW=1h")
	f := future(t, a)
	path, file := filepath.Join(a.data, app.DatabaseFile), filepath.Join(t.TempDir(), "backup.sqlite")
	require.NoError(t, store.Backup(t.Context(), path, file))
	f.finishLostWork(t)
	a.stop(t)
	_, err := store.RestoreBackup(t.Context(), path, file)
	require.NoError(t, err)
	a.start(t)
	f.wantNothingDestroyed(t)
}

// The copy is from a moment before the dashboard stopped.
func TestBackup_CopiedFile(t *testing.T) {
	t.Parallel()
	a := newAppIn(t, t.TempDir(), "SNAPDECK_UNDO_WINDOW=1h")
	path, file := filepath.Join(a.data, app.DatabaseFile), filepath.Join(t.TempDir(), "copy.sqlite")
	require.NoError(t, store.Backup(t.Context(), path, file))
	a.stop(t)
	copied, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, copied, 0o600))
	a.start(t)
	_, text := a.get(t, "/audit")
	require.Empty(t, firstMissing(text, []string{"Backup restored", "The database is older than what was last written into it"}))
	a.stop(t)
	a.start(t)
	_, text = a.get(t, "/audit?action=backup-restored")
	require.Contains(t, text, "1 entry", "another start finds nothing new")
}

// The server is recovered while the dashboard runs and has a newer state in memory.
func TestBackup_PostgresRecoveredWhileRunning(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t)
	a := newAppIn(t, t.TempDir(), "SNAPDECK_UNDO_WINDOW=1h", "SNAPDECK_DATABASE_URL="+server.URL())
	f := future(t, a)
	copied := server.Copy(t)
	f.finishLostWork(t)
	server.Recover(t, copied)
	f.wantNothingDestroyed(t)
}
