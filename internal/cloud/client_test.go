package cloud

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock advances only when it sleeps.
type clock struct {
	mu     sync.Mutex
	at     time.Time
	sleeps []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.sleeps = append(c.sleeps, d)
	return ctx.Err()
}

func (c *clock) slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.sleeps...)
}

// cloudServer is a server with scripted responses, and a client of it.
type cloudServer struct {
	*httptest.Server
	client      *Client
	clock       *clock
	calls       atomic.Int64
	connections atomic.Int64
}

func serve(t *testing.T, handler http.HandlerFunc, change ...func(*Config)) *cloudServer {
	t.Helper()
	s := &cloudServer{clock: newClock()}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.calls.Add(1)
		handler(w, r)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	s.Config.ErrorLog = nil
	s.Start()
	t.Cleanup(s.Server.Close)
	s.client = newClient(t, s.URL, s.clock, change...)
	return s
}

func newClient(t *testing.T, endpoint string, c *clock, change ...func(*Config)) *Client {
	t.Helper()
	cfg := Config{
		Endpoint: endpoint, Token: secret.New("t0ken"), Version: "1.2.3",
		Timeouts: Timeouts{Try: 20 * time.Second},
		Now:      c.now, Sleep: c.sleep, Rand: func() float64 { return 1 },
	}
	for _, f := range change {
		f(&cfg)
	}
	client, err := New(cfg)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

// respond writes one response.
func respond(w http.ResponseWriter, status int, contentType, body string) {
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

const jsonType = "application/json"

func faultOf(t *testing.T, err error) *inventory.APIError {
	t.Helper()
	var fault *inventory.APIError
	require.ErrorAs(t, err, &fault)
	require.NotEmpty(t, fault.Op)
	return fault
}

func create(ctx context.Context, c *Client) (operation.Receipt, error) {
	return c.CreateSnapshot(ctx, "dc-1", "vol-1", operation.CreateParams{Name: "n", Description: "d"})
}

func TestNew_RefusesInvalidConfig(t *testing.T) {
	t.Parallel()
	token := secret.New("t")
	for name, cfg := range map[string]Config{
		"no credentials":       {},
		"user alone":           {Username: "u"},
		"odd token":            {Token: secret.New("a\nb")},
		"odd version":          {Token: token, Version: "1 2"},
		"odd contract":         {Token: token, ContractNumber: "12a"},
		"page too large":       {Token: token, PageSize: 10001},
		"credentials in URL":   {Token: token, Endpoint: "https://u:p@h"},
		"other scheme":         {Token: token, Endpoint: "ftp://h"},
		"query in URL":         {Token: token, Endpoint: "https://h/?a=b"},
		"no host":              {Token: token, Endpoint: "https://"},
		"negative tries":       {Token: token, Tries: -1},
		"negative concurrency": {Token: token, MaxConcurrent: -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(cfg)
			require.Error(t, err)
			require.NotContains(t, err.Error(), "u:p")
		})
	}
}

func TestSecret_ShowsNothing(t *testing.T) {
	t.Parallel()
	client := newClient(t, "api.example.org", newClock())
	for _, text := range []string{
		sprint("%v %+v %#v %s %q", client.transport.identity), sprint("%+v", client.transport.identity.authorization),
		sprint("%+v", *client), sprint("%#v", Config{Token: secret.New("t0ken"), Password: secret.New("t0ken")}),
	} {
		require.NotContains(t, text, "t0ken")
	}
	require.Equal(t, "api.example.org", client.Endpoint())
	require.ErrorIs(t, client.Ping(canceled()), inventory.ErrUnreachable)

	text, err := json.Marshal(map[string]any{"set": secret.New("t0ken"), "unset": secret.New("")})
	require.NoError(t, err)
	require.JSONEq(t, `{"set":"***","unset":""}`, string(text))
	require.Equal(t, "***", secret.New("t0ken").LogValue().String())
}

// Debug is the level that logs the most.
func TestClient_LogsNoSecretsOrBodies(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var out strings.Builder
	logger := slog.New(slog.NewTextHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return out.Write(p)
	}), &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			respond(w, http.StatusBadGateway, jsonType, `{"messages":[{"message":"body-of-response"}]}`)
			return
		}
		respond(w, http.StatusOK, jsonType, `{"id":"s-1","type":"x","properties":{"name":"body-of-response","size":{}}}`)
	}, func(c *Config) { c.Logger = logger; c.Token = secret.New("t0ken") })
	_, err := s.client.CreateSnapshot(t.Context(), "dc", "vol", operation.CreateParams{Name: "body-of-request"})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "t0ken")
	_, err = s.client.Snapshot(t.Context(), "s-1")
	require.NoError(t, err)
	mu.Lock()
	defer mu.Unlock()
	require.Contains(t, out.String(), "properties.size")
	require.Contains(t, out.String(), "create-snapshot")
	for _, secret := range []string{"t0ken", "body-of"} {
		require.NotContains(t, out.String(), secret)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
