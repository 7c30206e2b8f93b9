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
)

// The user that every dashboard of a test has.
const (
	User     = "admin"
	Password = "correct horse battery staple"
)

// stopWithin is how long a dashboard may take to stop. Only a test that fails waits for it.
const stopWithin = time.Minute

// Dashboard is Snapdeck in the process of the test.
type Dashboard struct {
	URL     string
	App     *app.App
	stopped bool
}

// Settings are those that every dashboard of a test has: its data in a folder, a free port of the
// loopback interface, and the password of the user.
func Settings(data string) []string {
	return []string{"SNAPDECK_DATA=" + data, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=" + Password}
}

// Start starts a dashboard with these environment variables, which is stopped at the end of the test.
// Its warnings go to the output of the test unless the options name a log.
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

// Stop stops the dashboard, if it has not been stopped before.
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
