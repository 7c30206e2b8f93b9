package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/audit"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

func TestArchive(t *testing.T) {
	t.Parallel()
	for name, setting := range map[string]func(t *testing.T, data string) (environ []string, where store.Options){
		"SQLite": func(_ *testing.T, data string) ([]string, store.Options) {
			return nil, store.Options{Path: filepath.Join(data, app.DatabaseFile)}
		},
		"PostgreSQL": func(t *testing.T, _ string) ([]string, store.Options) {
			t.Helper()
			address := postgrestest.URL(t)
			return []string{"SNAPDECK_DATABASE_URL=" + address}, store.Options{URL: address}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, file := t.TempDir(), filepath.Join(t.TempDir(), "archive.jsonl")
			environ, where := setting(t, data)
			environ = append(environ, "SNAPDECK_DATA="+data, "SNAPDECK_TIME_ZONE=Europe/Berlin")
			db, err := store.Open(t.Context(), where)
			require.NoError(t, err)
			// Midnight in Berlin is 23:00 UTC of the day before.
			day := time.Date(time.Now().Year()-2, time.March, 1, 0, 0, 0, 0, time.UTC)
			for _, e := range []audit.Entry{
				{ID: "in", At: day.Add(-time.Hour - time.Second), Action: audit.LogIn}, {ID: "out", At: day.Add(-time.Hour), Action: audit.LogIn},
			} {
				require.NoError(t, db.AppendAudit(t.Context(), e))
			}
			on, out := terminalWith(t, "")
			require.Zero(t, run(t.Context(), []string{"archive", "--before", day.Format(time.DateOnly), file}, environ, on), out)
			require.Contains(t, out.String(), "contains 0 operations and 1 audit entries")
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Contains(t, string(text), `"id":"in"`)
			require.NotContains(t, string(text), `"id":"out"`)
			lines, total, err := db.Audit(t.Context(), audit.Filter{})
			require.NoError(t, err)
			require.Equal(t, 2, total)
			require.Equal(t, audit.Archive, lines[0].Action)
			require.NoError(t, db.Close())

			for _, args := range [][]string{
				{"archive", file}, {"archive", "--before"}, {"archive", "--before", "2020-01-01"}, {"archive", "--before", "tomorrow", file + ".2"},
				{"archive", "--before", time.Now().Format(time.DateOnly), file + ".3"}, {"archive", "--before=" + day.Format(time.DateOnly), file},
			} {
				on, out := terminalWith(t, "")
				require.Equal(t, 1, run(t.Context(), args, environ, on), out)
			}
			left, err := filepath.Glob(file + ".*")
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}
