package cloud

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/secret"
)

func TestTransport_ReusesConnections(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.False(t, r.Close)
		respond(w, http.StatusOK, jsonType, emptyList)
	})
	for range 20 {
		_, err := s.client.Snapshots(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, int64(20), s.calls.Load())
	require.Equal(t, int64(1), s.connections.Load())
}

// The server may close an idle connection at that moment, which would make the outcome unknown.
func TestTransport_CreateUsesFreshConnection(t *testing.T) {
	t.Parallel()
	s := serve(t, acceptCreate)
	for range 3 {
		require.NoError(t, s.client.Ping(t.Context()))
		_, err := create(t.Context(), s.client)
		require.NoError(t, err)
	}
	require.Equal(t, int64(4), s.connections.Load())
}

func TestTransport_Headers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change              func(*Config)
		contract, authorize string
	}{
		"token":    {func(*Config) {}, "", "Bearer t0ken"},
		"contract": {func(c *Config) { c.ContractNumber = "31735000000" }, "31735000000", "Bearer t0ken"},
		"password": {func(c *Config) { c.Token, c.Username, c.Password = secret.Value{}, "u", secret.New("p") }, "", "Basic dTpw"},
		"both":     {func(c *Config) { c.Username, c.Password = "u", secret.New("p") }, "", "Bearer t0ken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got http.Header
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got = r.Header
				respond(w, http.StatusOK, jsonType, emptyList)
			}, c.change)
			_, err := s.client.Snapshots(t.Context())
			require.NoError(t, err)
			require.Equal(t, "snapdeck/1.2.3", got.Get("User-Agent"))
			require.Equal(t, []string{c.authorize}, got.Values("Authorization"))
			require.Equal(t, c.contract, got.Get("X-Contract-Number"))
			_, sent := got["X-Contract-Number"]
			require.Equal(t, c.contract != "", sent)
		})
	}
}

// The test is not parallel, since it sets the environment.
func TestTransport_IgnoresEnvironment(t *testing.T) {
	t.Setenv("IONOS_PINNED_CERT", "00")
	t.Setenv("IONOS_LOG_LEVEL", "trace")
	t.Setenv("IONOS_CONTRACT_NUMBER", "")
	t.Setenv("IONOS_TOKEN", "other")
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "Bearer t0ken", r.Header.Get("Authorization"))
		_, sent := r.Header["X-Contract-Number"]
		require.False(t, sent)
		respond(w, http.StatusOK, jsonType, emptyList)
	})
	_, err := s.client.Snapshots(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(1), s.calls.Load())
}

func TestBudget_ReadFromHeaders(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Limit", "300")
		w.Header().Set("X-RateLimit-Burst", "15;w=1")
		w.Header().Set("X-RateLimit-Remaining", "299")
		respond(w, http.StatusForbidden, "", "")
	})
	require.Equal(t, Budget{}, s.client.Budget())
	require.ErrorIs(t, s.client.Ping(t.Context()), inventory.ErrForbidden)
	require.Equal(t, Budget{Limit: 300, Burst: 15, Remaining: 299, Known: true, At: s.clock.now()}, s.client.Budget())
}

// The race detector checks it.
func TestClient_ConcurrentUse(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-RateLimit-Remaining", "1")
		if r.Method == http.MethodPost {
			acceptCreate(w, r)
			return
		}
		respond(w, http.StatusOK, jsonType, malformedSnapshots)
	})
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			_, err := s.client.Snapshots(t.Context())
			require.NoError(t, err)
			_, err = create(t.Context(), s.client)
			require.NoError(t, err)
			_ = s.client.Budget()
		})
	}
	calls.Wait()
}
