package middleware

import (
	"bytes"
	"log/slog"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
)

// countingObserver counts requests by route, status and time.
type countingObserver map[string]int

func (o countingObserver) ObserveHTTP(route, method string, status int, took time.Duration) {
	o[method+" "+route+" "+strconv.Itoa(status)+" "+took.String()]++
}

// A query may contain anything. Server errors are logged as errors, temporary ones are not.
func TestLogRequests_OneLineWithoutQuery(t *testing.T) {
	t.Parallel()
	for status, level := range map[int]string{200: "DEBUG", 404: "DEBUG", 503: "DEBUG", 500: "ERROR", 502: "ERROR"} {
		var text bytes.Buffer
		seen := countingObserver{}
		ticks := []time.Time{webtest.Noon, webtest.Noon.Add(3 * time.Millisecond)}
		now := func() time.Time { at := ticks[0]; ticks = ticks[1:]; return at }
		c, answer := webtest.Request(http.MethodGet, "/volumes?q=secret", nil)
		c.SetPath("/volumes")
		log := slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}))
		handle := AssignRequestIDs(LogRequests(log, seen, now)(func(c echo.Context) error { return c.NoContent(status) }))
		require.NoError(t, handle(c))
		line := text.String()
		require.Contains(t, line, "level="+level)
		require.NotContains(t, line, "secret")
		require.Contains(t, line, "id="+answer.Header().Get("X-Request-Id"))
		require.Equal(t, map[string]int{"GET /volumes " + strconv.Itoa(status) + " 3ms": 1}, map[string]int(seen))
	}
}

// The error path has turned the error into a status.
func TestLogRequests_LogsStatusOfError(t *testing.T) {
	t.Parallel()
	seen := countingObserver{}
	c, _ := webtest.Request(http.MethodGet, "/volumes", nil)
	c.Echo().HTTPErrorHandler = func(_ error, c echo.Context) { c.Response().WriteHeader(http.StatusNotFound) }
	require.NoError(t, LogRequests(slog.New(slog.DiscardHandler), seen, func() time.Time { return webtest.Noon })(func(echo.Context) error { return echo.ErrNotFound })(c))
	require.Equal(t, map[string]int{"GET  404 0s": 1}, map[string]int(seen))
}

func TestAssignRequestIDs_AreUnique(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for range 3 {
		c, answer := webtest.Request(http.MethodGet, "/", nil)
		require.Empty(t, RequestID(c))
		require.NoError(t, AssignRequestIDs(func(echo.Context) error { return nil })(c))
		require.Equal(t, RequestID(c), answer.Header().Get("X-Request-Id"))
		ids[RequestID(c)] = true
	}
	require.Len(t, ids, 3)
}
