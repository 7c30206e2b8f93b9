package cloud

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

const emptyList = `{"id":"snapshots","type":"collection","items":[]}`

// failing fails n times with a status and then succeeds.
func failing(n int64, status int, retryAfter string) func(*cloudServer) http.HandlerFunc {
	return func(s *cloudServer) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if s.calls.Load() > n {
				respond(w, http.StatusOK, jsonType, emptyList)
				return
			}
			if retryAfter != "" {
				w.Header().Set("Retry-After", retryAfter)
			}
			respond(w, status, "text/html", "<title>no</title>")
		}
	}
}

func serveFailing(t *testing.T, n int64, status int, retryAfter string, change ...func(*Config)) *cloudServer {
	t.Helper()
	var s *cloudServer
	s = serve(t, func(w http.ResponseWriter, r *http.Request) { failing(n, status, retryAfter)(s)(w, r) }, change...)
	return s
}

func TestRetry_GET(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		retryAfter string
		sleeps     []time.Duration
	}{
		"500":             {500, "", []time.Duration{500 * time.Millisecond, time.Second}},
		"502":             {502, "", []time.Duration{500 * time.Millisecond, time.Second}},
		"503 with a wait": {503, "4", []time.Duration{4 * time.Second, 4 * time.Second}},
		"504":             {504, "", []time.Duration{500 * time.Millisecond, time.Second}},
		"429 with a wait": {429, "9", []time.Duration{9 * time.Second, 9 * time.Second}},
		"429 without":     {429, "", []time.Duration{500 * time.Millisecond, time.Second}},
		"429 unreadable":  {429, "soon", []time.Duration{500 * time.Millisecond, time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveFailing(t, 2, c.status, c.retryAfter)
			got, err := s.client.Snapshots(t.Context())
			require.NoError(t, err)
			require.Empty(t, got.Items)
			require.Equal(t, int64(3), s.calls.Load())
			require.Equal(t, c.sleeps, s.clock.slept())
		})
	}
}

func TestRetry_RetryAfterDate(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		now := newClock().at
		w.Header()["Date"] = []string{now.Format(http.TimeFormat)}
		w.Header().Set("Retry-After", now.Add(45*time.Second).Format(http.TimeFormat))
		respond(w, http.StatusTooManyRequests, "", "")
	}, func(c *Config) { c.MaxWait = time.Minute; c.Tries = 2 })
	_, err := s.client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrRateLimited)
	require.Equal(t, []time.Duration{45 * time.Second}, s.clock.slept())
}

func TestRetry_LongWaitGoesToCaller(t *testing.T) {
	t.Parallel()
	s := serveFailing(t, 9, http.StatusTooManyRequests, "60")
	_, err := s.client.Snapshots(t.Context())
	require.Equal(t, time.Minute, faultOf(t, err).RetryAfter)
	require.Equal(t, int64(1), s.calls.Load())
	require.Empty(t, s.clock.slept())
}

// The limit is the contract's, so no call is sent before the pause is over.
func TestRetry_PauseAppliesToAllCalls(t *testing.T) {
	t.Parallel()
	s := serveFailing(t, 1, http.StatusTooManyRequests, "60")
	_, err := s.client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrRateLimited)
	require.Equal(t, s.clock.now().Add(time.Minute), s.client.Budget().NotBefore)

	require.NoError(t, s.clock.sleep(t.Context(), 20*time.Second))
	_, err = create(t.Context(), s.client)
	fault := faultOf(t, err)
	require.ErrorIs(t, err, inventory.ErrRateLimited)
	require.False(t, fault.Ambiguous)
	require.Equal(t, 40*time.Second, fault.RetryAfter)
	require.Equal(t, int64(1), s.calls.Load(), "called during a pause")

	require.NoError(t, s.clock.sleep(t.Context(), 40*time.Second))
	_, err = s.client.Snapshots(t.Context())
	require.NoError(t, err)
}

func TestRetry_ShortPauseIsWaitedOut(t *testing.T) {
	t.Parallel()
	s := serveFailing(t, 0, 0, "")
	s.client.transport.budget.pause(s.clock.now().Add(3 * time.Second))
	_, err := s.client.Snapshots(t.Context())
	require.NoError(t, err)
	require.Equal(t, []time.Duration{3 * time.Second}, s.clock.slept())
	require.Equal(t, int64(1), s.calls.Load())
}

func TestRetry_NoSleepBeyondDeadline(t *testing.T) {
	t.Parallel()
	s := serveFailing(t, 9, http.StatusTooManyRequests, "9")
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
	defer cancel()
	_, err := s.client.Snapshots(ctx)
	require.ErrorIs(t, err, inventory.ErrRateLimited)
	require.Equal(t, int64(1), s.calls.Load())
	require.Empty(t, s.clock.slept())
}

func TestRetry_ContextEndsSleep(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := serveFailing(t, 9, http.StatusBadGateway, "", func(c *Config) {
		c.Sleep = func(ctx context.Context, _ time.Duration) error {
			cancel()
			return ctx.Err()
		}
	})
	_, err := s.client.Snapshots(ctx)
	require.ErrorIs(t, err, inventory.ErrServer)
	require.Equal(t, int64(1), s.calls.Load())
}

func TestRetry_BackoffBounds(t *testing.T) {
	t.Parallel()
	most := retryPolicy{rand: func() float64 { return 1 }}
	least := retryPolicy{rand: func() float64 { return 0 }}
	for try := 1; try < 100; try++ {
		require.LessOrEqual(t, most.backoff(try), backoffMax)
		require.Zero(t, least.backoff(try))
	}
	require.Equal(t, backoffFirst, most.backoff(1))
	require.Equal(t, backoffMax, most.backoff(99))
}

func TestPing_NotRetried(t *testing.T) {
	t.Parallel()
	s := serveFailing(t, 9, http.StatusBadGateway, "")
	require.ErrorIs(t, s.client.Ping(t.Context()), inventory.ErrServer)
	require.Equal(t, int64(1), s.calls.Load())
}
