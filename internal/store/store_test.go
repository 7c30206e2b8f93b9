package store_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"snapdeck/internal/store"
	"snapdeck/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T) *store.Store {
	t.Helper()
	return storetest.OpenMigrated(t)
}

func openAt(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: path})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestSQLite_Suite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open)
}

func TestOpen_FileModes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a b#?%+ü", "data")
	s := openAt(t, filepath.Join(dir, "snapdeck.db"))
	require.NoError(t, s.Ping(t.Context()))
	require.Equal(t, fs.FileMode(0o700), modeOf(t, dir))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 3) // the database, its log, and the index of the log
	for _, e := range entries {
		require.Equal(t, fs.FileMode(0o600), modeOf(t, filepath.Join(dir, e.Name())), e.Name())
	}
}

func TestClose_LeavesOneFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, "snapdeck.db")})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

func TestOpen_ConnectionSettings(t *testing.T) {
	t.Parallel()
	s := open(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"} {
		var got string
		require.NoError(t, s.DB().QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
		require.Equal(t, want, got, pragma)
	}
}

func TestOpen_Errors(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		prepare func(t *testing.T, path string)
		want    string
	}{
		"no database": {
			func(t *testing.T, path string) {
				require.NoError(t, os.WriteFile(path, []byte("Dear diary, today I was not a database at all."), 0o600))
			}, "is not a Snapdeck database",
		},
		"a folder": {
			func(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o700)) },
			"open database for writing",
		},
		"the folder is a file": {
			func(t *testing.T, path string) {
				require.NoError(t, os.Remove(filepath.Dir(path)))
				require.NoError(t, os.WriteFile(filepath.Dir(path), nil, 0o600))
			}, "create folder of the database",
		},
		"newer": {
			func(t *testing.T, path string) {
				s := openAt(t, path)
				_, err := s.DB().ExecContext(t.Context(), `INSERT INTO schema_versions (version_id, is_applied) VALUES (99999, TRUE)`)
				require.NoError(t, err)
			}, "the database is newer than this program",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "sub", "snapdeck.db")
			require.NoError(t, os.Mkdir(filepath.Dir(path), 0o700))
			c.prepare(t, path)
			_, err := store.Open(t.Context(), store.Options{Path: path})
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestOpen_OneServerPerFile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no lock that ends with the process")
	}
	path := filepath.Join(t.TempDir(), "snapdeck.db")
	first, err := store.Open(t.Context(), store.Options{Path: path, Exclusive: true})
	require.NoError(t, err)
	_, err = store.Open(t.Context(), store.Options{Path: path, Exclusive: true})
	require.ErrorIs(t, err, store.ErrInUse)

	beside := openAt(t, path) // a short command may run beside the server
	_, err = beside.CountUsers(t.Context())
	require.NoError(t, err)
	require.NoError(t, first.Close())
	second, err := store.Open(t.Context(), store.Options{Path: path, Exclusive: true})
	require.NoError(t, err)
	require.NoError(t, second.Close())
}

func TestOpen_KeepsData(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "snapdeck.db")
	first, err := store.Open(t.Context(), store.Options{Path: path})
	require.NoError(t, err)
	_, err = first.DB().ExecContext(t.Context(), `INSERT INTO settings (setting_key, value, updated_at) VALUES ('a', 'b', 1)`)
	require.NoError(t, err)
	require.NoError(t, first.Close())
	value, ok, err := openAt(t, path).Setting(t.Context(), "a")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "b", value)
}

func modeOf(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.Mode().Perm()
}
