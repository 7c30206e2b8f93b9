package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

// migrated is the file of an empty, migrated SQLite database, created once for all tests of a process.
var migrated = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "snapdeck-migrated-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the database: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "snapdeck.db")
	if err := migrate(store.Options{Path: path}); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// migrate migrates a database.
func migrate(o store.Options) error {
	s, err := store.Open(context.Background(), o)
	if err != nil {
		return err
	}
	return s.Close()
}

// MigratedFile writes an empty, migrated SQLite database. It copies one that was migrated once, which is many
// times faster than migrating.
func MigratedFile(tb testing.TB, path string) {
	tb.Helper()
	file, err := migrated()
	require.NoError(tb, err, "migrate an empty database")
	require.NoError(tb, os.WriteFile(path, file, 0o600))
}

// MigratedURL returns the address of an empty, migrated PostgreSQL database for one test.
func MigratedURL(tb testing.TB) string {
	tb.Helper()
	return postgrestest.CopyURL(tb, func(url string) error { return migrate(store.Options{URL: url}) })
}

// OpenMigrated opens an empty SQLite database for one test.
func OpenMigrated(tb testing.TB) *store.Store {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "snapdeck.db")
	MigratedFile(tb, path)
	return open(tb, store.Options{Path: path})
}

// OpenMigratedPostgres opens an empty PostgreSQL database for one test.
func OpenMigratedPostgres(tb testing.TB) *store.Store {
	tb.Helper()
	return open(tb, store.Options{URL: MigratedURL(tb)})
}

func open(tb testing.TB, o store.Options) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), o)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, s.Close()) })
	return s
}
