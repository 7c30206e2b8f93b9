package telemetry_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/telemetry"
)

func TestLogger_HidesSecrets(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			log := telemetry.NewLogger(&out, format, slog.LevelInfo)
			address, err := url.Parse("https://user:hush@example.com/")
			require.NoError(t, err)

			log.With("IONOS_TOKEN", "hush").Info("said", "Set-Cookie", "hush", "session_key", []byte("hush"), "url", address,
				slog.Group("request", "Authorization", "Basic hush", "headers", http.Header{"Cookie": {"hush"}, "Accept": {"text/html"}}))
			log.Debug("too quiet")

			require.NotContains(t, out.String(), "hush")
			require.Contains(t, out.String(), "***")
			require.Contains(t, out.String(), "text/html")
			require.NotContains(t, out.String(), "too quiet")
		})
	}
}

func TestMetrics_Count(t *testing.T) {
	t.Parallel()
	m := telemetry.NewMetrics("v1", "abc")
	require.NotContains(t, scrape(t, m), "snapdeck_mirror_age_seconds")

	m.ObserveHTTP("/volumes", "GET", 200, time.Millisecond)
	m.ObserveHTTP("/volumes", "BREW", 405, time.Millisecond)
	m.Observe("/snapshots/{id}", "GET", "404", time.Second)
	m.ObserveJob("again", time.Second)
	m.MirrorRead(time.Time{})
	m.MirrorRead(time.Now().Add(-time.Minute))
	m.WatchBudget(func() (int, int, bool) { return 40, 50, true })
	m.WatchStreams(func() int { return 3 })
	m.WatchOperations(func() map[string]int { return map[string]int{"queued": 2} })

	text := scrape(t, m)
	for _, want := range []string{
		`snapdeck_build_info{commit="abc",version="v1"} 1`,
		`snapdeck_http_request_duration_seconds_count{method="GET",route="/volumes",status="200"} 1`,
		`snapdeck_http_request_duration_seconds_count{method="other",route="/volumes",status="405"} 1`,
		`snapdeck_cloud_call_duration_seconds_count{method="GET",outcome="404",route="/snapshots/{id}"} 1`,
		`snapdeck_job_step_duration_seconds_count{outcome="again"} 1`,
		`snapdeck_mirror_age_seconds 60`,
		`snapdeck_cloud_budget_remaining 40`,
		`snapdeck_cloud_budget_limit 50`,
		`snapdeck_open_streams 3`,
		`snapdeck_operations{state="queued"} 2`,
	} {
		require.Contains(t, text, want)
	}
}

func TestMetrics_UnknownBudgetIsAbsent(t *testing.T) {
	t.Parallel()
	m := telemetry.NewMetrics("v1", "abc")
	m.WatchBudget(func() (int, int, bool) { return 0, 0, false })
	require.NotContains(t, scrape(t, m), "snapdeck_cloud_budget")
}

func scrape(t *testing.T, m *telemetry.Metrics) string {
	t.Helper()
	response := httptest.NewRecorder()
	m.Handler().ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, response.Code)
	return response.Body.String()
}
