package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/config"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/store"
)

// settingsIn returns the settings of a dashboard that cannot reach IONOS Cloud.
func settingsIn(data string, environ ...string) []string {
	return append([]string{
		"SNAPDECK_DATA=" + data, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=correct horse battery staple",
		"SNAPDECK_POLL_FAST=100ms", "SNAPDECK_POLL_WATCHED=200ms", "SNAPDECK_POLL_SLOW=1s",
		"IONOS_API_URL=http://127.0.0.1:1", "IONOS_TOKEN=token",
	}, environ...)
}

// installed is the database of a dashboard that has been started before. It is created once for all tests, as
// migrations and hashing a password take most of the time of a first start.
var installed = sync.OnceValues(func() (file []byte, err error) {
	data, err := os.MkdirTemp("", "snapdeck-installed-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	c, err := config.Parse(nil, settingsIn(data), io.Discard)
	if err != nil {
		return nil, err
	}
	a, err := New(context.Background(), c, quiet())
	if err != nil {
		return nil, err
	}
	if err := a.Stop(context.Background()); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(data, DatabaseFile))
})

// installation returns the data folder of a dashboard that has been started before.
func installation(t *testing.T) (data string) {
	t.Helper()
	file, err := installed()
	require.NoError(t, err)
	data = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(data, DatabaseFile), file, ownerOnly))
	return data
}

// quiet returns the options of a dashboard that discards its log and output.
func quiet() Options {
	return Options{Out: io.Discard, Log: slog.New(slog.DiscardHandler), Version: "test"}
}

func configOf(t *testing.T, data string, environ ...string) config.Config {
	t.Helper()
	c, err := config.Parse(nil, settingsIn(data, environ...), io.Discard)
	require.NoError(t, err)
	return c
}

// newApp prepares a dashboard without starting it, and stops it when the test ends.
func newApp(t *testing.T, data string, o Options, environ ...string) *App {
	t.Helper()
	a, err := New(t.Context(), configOf(t, data, environ...), o)
	require.NoError(t, err)
	t.Cleanup(func() { stop(t, a) }) // a second stop does nothing
	return a
}

// startApp is newApp that starts it.
func startApp(t *testing.T, data string, o Options, environ ...string) *App {
	t.Helper()
	a := newApp(t, data, o, environ...)
	require.NoError(t, a.Start(t.Context()))
	return a
}

// openBeside opens the database of a dashboard as another process does.
func openBeside(t *testing.T, data string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(data, DatabaseFile)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// setReadOnly makes a database refuse all writes, as a full disk does, or accept them again.
func setReadOnly(t *testing.T, db *store.Store, readOnly bool) {
	t.Helper()
	statement := "PRAGMA query_only = 0"
	if readOnly {
		statement = "PRAGMA query_only = 1"
	}
	_, err := db.DB().ExecContext(t.Context(), statement)
	require.NoError(t, err)
}

// goBack makes a database appear as an earlier state of itself.
func goBack(t *testing.T, db *store.Store) {
	t.Helper()
	_, err := db.DB().ExecContext(t.Context(), `UPDATE ledger_state SET beat = 0`)
	require.NoError(t, err)
}

// fetch requests an address of a dashboard, with the cookies of a session or none.
func fetch(t *testing.T, a *App, path string, cookies ...*http.Cookie) (status int, text string) {
	t.Helper()
	answer := ask(t, a, path, cookies...)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(body)
}

// ask is fetch without reading the body.
func ask(t *testing.T, a *App, path string, cookies ...*http.Cookie) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+a.Addr()+path, nil)
	require.NoError(t, err)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(t, err)
	return answer
}

// logIn starts a session of the first user.
func logIn(t *testing.T, a *App) *http.Cookie {
	t.Helper()
	user, err := a.store.UserByName(t.Context(), auth.FirstUser)
	require.NoError(t, err)
	r, answer := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", nil), httptest.NewRecorder()
	current, err := a.sessions.Get(r, session.Cookie)
	require.NoError(t, err)
	require.NoError(t, a.sessions.Rotate(r, answer, current, user))
	return answer.Result().Cookies()[0]
}

func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, testTimeout, 5*time.Millisecond, what)
}

// awaitStatus waits for an answer of a dashboard.
func awaitStatus(t *testing.T, a *App, path string, want int, text string) {
	t.Helper()
	await(t, path+" answers "+text, func() bool {
		status, is := fetch(t, a, path)
		return status == want && is == text
	})
}

// fragileCloud is a small simulated contract that can be made unreachable.
type fragileCloud struct {
	*ionossim.Sim
	url  string
	away atomic.Bool
}

func newFragileCloud(t *testing.T) *fragileCloud {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Speed: 50, RateLimit: -1, Burst: -1, Size: ionossim.SeedSize{Datacenters: 1, Volumes: 2, Servers: 1, Snapshots: 3, Idle: true}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	c := &fragileCloud{Sim: sim}
	entrance := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.away.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		sim.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(entrance.Close)
	c.url = entrance.URL
	return c
}

// credentials returns the settings of a dashboard that uses the contract.
func (c *fragileCloud) credentials() []string {
	return []string{"IONOS_API_URL=" + c.url, "IONOS_TOKEN=" + c.Token()}
}

// logBuffer is a log that can be read while it is written. It is safe for concurrent use.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (b *logBuffer) logger() *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }
