package store_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

func openFile(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: path, Exclusive: true})
	require.NoError(t, err)
	return s
}

func recordOne(t *testing.T, s *store.Store, id string) operation.Operation {
	t.Helper()
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	result, err := s.Ledger(nil).Submit(t.Context(), operation.Submission{Ops: []operation.Operation{{
		ID: id, Key: id, Kind: operation.CreateSnapshot, State: operation.Queued, Actor: "amy", CreatedAt: at, UpdatedAt: at,
	}}})
	require.NoError(t, err)
	return result.First()
}

func TestBackup_WhileInUse(t *testing.T) {
	t.Parallel()
	path, file := filepath.Join(t.TempDir(), "snapdeck.sqlite"), filepath.Join(t.TempDir(), "copy.sqlite")
	s := openFile(t, path)
	recordOne(t, s, "one")
	require.NoError(t, store.Backup(t.Context(), path, file))
	recordOne(t, s, "two")
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	applied, err := store.RestoreBackup(t.Context(), path, file)
	require.NoError(t, err)
	require.False(t, applied, "the database is in use")
	_, err = s.Ledger(nil).Operation(t.Context(), "two")
	require.NoError(t, err, "the running store is not affected")
	require.NoError(t, s.Close())

	s = openFile(t, path)
	defer func() { require.NoError(t, s.Close()) }()
	one, err := s.Ledger(nil).Operation(t.Context(), "one")
	require.NoError(t, err)
	require.Equal(t, 1, one.Sends, "the call may have been sent since the backup, so it is verified first")
	_, err = s.Ledger(nil).Operation(t.Context(), "two")
	require.ErrorIs(t, err, operation.ErrNoOperation)
	retained, err := filepath.Glob(path + ".before-restore-*")
	require.NoError(t, err)
	require.NotEmpty(t, retained, "the replaced database is kept")
}

func TestBackup_RestoredAtOnceWhenUnused(t *testing.T) {
	t.Parallel()
	path, file := filepath.Join(t.TempDir(), "snapdeck.sqlite"), filepath.Join(t.TempDir(), "copy.sqlite")
	s := openFile(t, path)
	recordOne(t, s, "one")
	require.NoError(t, s.Close())
	require.NoError(t, store.Backup(t.Context(), path, file))
	elsewhere := filepath.Join(t.TempDir(), "new", "snapdeck.sqlite")
	applied, err := store.RestoreBackup(t.Context(), elsewhere, file)
	require.NoError(t, err)
	require.True(t, applied)
	s = openFile(t, elsewhere)
	_, err = s.Ledger(nil).Operation(t.Context(), "one")
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

func TestBackup_RefusesExistingFileAndBadBackup(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "snapdeck.sqlite")
	require.ErrorContains(t, store.Backup(t.Context(), path, path+".copy"), "no database")
	s := openFile(t, path)
	defer func() { require.NoError(t, s.Close()) }()
	other := filepath.Join(t.TempDir(), "other")
	require.NoError(t, os.WriteFile(other, []byte("this is no database, only some text that is long enough"), 0o600))
	require.ErrorContains(t, store.Backup(t.Context(), path, other), "create backup")
	_, err := store.RestoreBackup(t.Context(), path, other)
	require.ErrorContains(t, err, "not a backup")
	_, err = store.RestoreBackup(t.Context(), path, other+".missing")
	require.ErrorContains(t, err, "read backup")
	require.NoFileExists(t, path+".restore")
}

// The database of a killed process, which the last restore replaced, or a copy of it by hand: its newest entries are in
// the log beside it only.
func TestBackup_IncludesLogBesideIt(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{"plain": "killed.sqlite", "odd path": "killed 100%+#?.sqlite.before-restore-20261128-120000"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live, killed := filepath.Join(t.TempDir(), "snapdeck.sqlite"), filepath.Join(t.TempDir(), file)
			s := openFile(t, live)
			defer func() { require.NoError(t, s.Close()) }()
			recordOne(t, s, "one")
			for _, suffix := range []string{"", "-wal"} {
				content, err := os.ReadFile(live + suffix)
				require.NoError(t, err)
				require.NotEmpty(t, content)
				require.NoError(t, os.WriteFile(killed+suffix, content, 0o600))
			}
			elsewhere := filepath.Join(t.TempDir(), "snapdeck.sqlite")
			applied, err := store.RestoreBackup(t.Context(), elsewhere, killed)
			require.NoError(t, err)
			require.True(t, applied)
			info, err := os.Stat(elsewhere)
			require.NoError(t, err)
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
			restored := openFile(t, elsewhere)
			_, err = restored.Ledger(nil).Operation(t.Context(), "one")
			require.NoError(t, err)
			require.NoError(t, restored.Close())
		})
	}
}
