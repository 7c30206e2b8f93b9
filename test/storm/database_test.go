package storm

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/store"
	testapp "snapdeck/test/app"
)

// database is the storage of a dashboard, which outlives its processes.
type database struct {
	kind string // "SQLite" or "PostgreSQL"
	data string // the data directory
	url  string // of the PostgreSQL database; empty on SQLite
}

// databases returns the kinds of databases.
func databases() map[string]func(testing.TB) database {
	return map[string]func(testing.TB) database{
		"SQLite":     func(tb testing.TB) database { return database{kind: "SQLite", data: testapp.Data(tb)} },
		"PostgreSQL": func(tb testing.TB) database { return database{"PostgreSQL", tb.TempDir(), testapp.DatabaseURL(tb)} },
	}
}

// environ returns the dashboard's settings for the database.
func (p database) environ() []string {
	settings := []string{"SNAPDECK_DATA=" + p.data}
	if p.url != "" {
		settings = append(settings, "SNAPDECK_DATABASE_URL="+p.url)
	}
	return settings
}

// open opens the database beside the dashboard.
func (p database) open(t testing.TB) *store.Store {
	t.Helper()
	o := store.Options{URL: p.url}
	if p.url == "" {
		o.Path = filepath.Join(p.data, app.DatabaseFile)
	}
	s, err := store.Open(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}
