package app

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/config"
	"snapdeck/test/app/run"
)

// The user of every test's dashboard.
const (
	User     = run.User
	Password = run.Password
)

// stopWithin is the timeout of a stop. Only a failing test reaches it.
const stopWithin = time.Minute

// Dashboard is Snapdeck in the test's process.
type Dashboard struct {
	URL     string
	App     *app.App
	stopped bool
}

// Settings returns those of every test's dashboard.
func Settings(data string) []string { return run.Settings(data) }

// Start starts a dashboard with these environment variables and stops it when the test ends. Its warnings go to
// the test's output unless the options contain a log.
func Start(tb testing.TB, o app.Options, environ ...string) *Dashboard {
	tb.Helper()
	c, err := config.Parse(nil, environ, io.Discard)
	require.NoError(tb, err)
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(tb.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	o.Out, o.Version = io.Discard, "test"
	d := &Dashboard{}
	d.App, err = app.New(tb.Context(), c, o)
	require.NoError(tb, err)
	require.NoError(tb, d.App.Start(tb.Context()))
	d.URL = "http://" + d.App.Addr()
	tb.Cleanup(func() { d.Stop(tb) })
	return d
}

// Stop stops the dashboard, if it is running.
func (d *Dashboard) Stop(tb testing.TB) {
	tb.Helper()
	if d.stopped {
		return
	}
	d.stopped = true
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	require.NoError(tb, d.App.Stop(ctx), "stop the dashboard")
}
