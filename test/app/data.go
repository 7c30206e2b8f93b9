package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/config"
	"snapdeck/internal/store/postgrestest"
)

// opened are the files of a dashboard that was opened once for all tests of a process.
var opened = sync.OnceValues(func() (files map[string][]byte, err error) {
	data, err := os.MkdirTemp("", "snapdeck-opened-")
	if err != nil {
		return nil, fmt.Errorf("make a data directory: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	if err := openOnce(data); err != nil {
		return nil, err
	}
	return readFiles(data)
})

// Data returns the data directory of a dashboard that was opened before and never ran. Copying it saves a test
// the migrations and the hash of the user's password.
func Data(tb testing.TB) string {
	tb.Helper()
	files, err := opened()
	require.NoError(tb, err, "open a dashboard")
	data := tb.TempDir()
	for name, content := range files {
		require.NoError(tb, os.WriteFile(filepath.Join(data, name), content, 0o600))
	}
	return data
}

// DatabaseURL returns the address of a PostgreSQL database that a dashboard opened before, like Data.
func DatabaseURL(tb testing.TB) string {
	tb.Helper()
	return postgrestest.CopyURL(tb, func(url string) error {
		return openOnce(tb.TempDir(), "SNAPDECK_DATABASE_URL="+url)
	})
}

// openOnce opens a dashboard and closes it.
func openOnce(data string, settings ...string) error {
	settings = append(Settings(data), append(settings, "IONOS_API_URL=http://127.0.0.1:1", "IONOS_TOKEN=none")...)
	c, err := config.Parse(nil, settings, io.Discard)
	if err != nil {
		return err
	}
	ctx := context.Background()
	a, err := app.New(ctx, c, app.Options{Log: slog.New(slog.DiscardHandler), Out: io.Discard, Version: "test"})
	if err != nil {
		return err
	}
	return a.Stop(ctx)
}

func readFiles(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	files := make(map[string][]byte, len(entries))
	for _, e := range entries {
		content, readErr := os.ReadFile(filepath.Join(dir, e.Name()))
		files[e.Name()], err = content, errors.Join(err, readErr)
	}
	return files, err
}
