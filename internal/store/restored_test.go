package store_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// plan records a planned deletion.
func plan(t *testing.T, s *store.Store) operation.Operation {
	t.Helper()
	op := newOperation()
	op.Kind, op.SnapshotID, op.NotBefore = operation.DeleteSnapshot, "snap-"+op.ID, time.Now().Add(time.Hour)
	result, err := s.Ledger(nil).Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
	require.NoError(t, err)
	return result.First()
}

// undo cancels an operation, which must never be executed afterwards.
func undo(t *testing.T, s *store.Store, op operation.Operation) {
	t.Helper()
	op.State = operation.Cancelled
	_, err := s.Ledger(nil).Save(t.Context(), op, nil)
	require.NoError(t, err)
}

func wantNotSent(t *testing.T, s *store.Store, id string) {
	t.Helper()
	op, err := s.Ledger(nil).Operation(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, operation.Cancelled, op.State)
	require.NotNil(t, op.Failure, "the database was not recognised as restored")
	require.Equal(t, operation.CauseBackupRestored, op.Failure.Kind)
}

func restores(t *testing.T, s *store.Store) int64 {
	t.Helper()
	b, err := s.Heartbeat(t.Context())
	if err != nil { // the connection is from before the stop; the next one is new
		b, err = s.Heartbeat(t.Context())
	}
	require.NoError(t, err)
	return b.Restores
}

func backUp(t *testing.T, path string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "copy.sqlite")
	require.NoError(t, store.Backup(t.Context(), path, file))
	return file
}

func TestRestore_CancelsDeletionUndoneAfterBackup(t *testing.T) {
	t.Parallel()
	for name, running := range map[string]bool{"at once": false, "at the next start": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "snapdeck.sqlite")
			s := openFile(t, path)
			op := plan(t, s)
			file := backUp(t, path)
			undo(t, s, op)
			if !running {
				require.NoError(t, s.Close())
			}
			applied, err := store.RestoreBackup(t.Context(), path, file)
			require.NoError(t, err)
			require.NotEqual(t, running, applied)
			if running {
				require.NoError(t, s.Close())
			}
			s = openFile(t, path)
			wantNotSent(t, s, op.ID)
			require.EqualValues(t, 1, restores(t, s))
			require.NoError(t, s.Close())
			s = openFile(t, path)
			defer func() { require.NoError(t, s.Close()) }()
			require.EqualValues(t, 1, restores(t, s), "another start finds nothing new")
		})
	}
}

// The new folder has no file with a heartbeat count beside the database.
func TestRestore_InNewFolder(t *testing.T) {
	t.Parallel()
	path, elsewhere := filepath.Join(t.TempDir(), "snapdeck.sqlite"), filepath.Join(t.TempDir(), "snapdeck.sqlite")
	s := openFile(t, path)
	defer func() { require.NoError(t, s.Close()) }()
	op := plan(t, s)
	applied, err := store.RestoreBackup(t.Context(), elsewhere, backUp(t, path))
	require.NoError(t, err)
	require.True(t, applied)
	other := openAt(t, elsewhere) // like a command that runs before the dashboard starts
	wantNotSent(t, other, op.ID)
}

// The file is replaced without “web restore”.
func TestOpen_NoticesCopiedBackup(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "snapdeck.sqlite")
	s := openFile(t, path)
	op := plan(t, s)
	file := backUp(t, path)
	undo(t, s, op)
	require.Zero(t, restores(t, s))
	require.NoError(t, s.Close())
	copied, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, copied, 0o600))
	s = openFile(t, path)
	defer func() { require.NoError(t, s.Close()) }()
	wantNotSent(t, s, op.ID)
}

func TestOpen_NoSuspicionAfterCleanStop(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "snapdeck.sqlite")
	for range 3 {
		s := openFile(t, path)
		plan(t, s)
		require.Zero(t, restores(t, s))
		_, total, err := s.Audit(t.Context(), audit.Filter{Action: audit.BackupRestored})
		require.NoError(t, err)
		require.Zero(t, total)
		require.NoError(t, s.Close())
	}
}
