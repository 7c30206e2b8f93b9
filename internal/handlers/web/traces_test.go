package web

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
)

// Another user, address, route or reason has its own entry.
func TestTraces_OneEntryPerKindAndMinute(t *testing.T) {
	t.Parallel()
	base := RefusedRequest{Reason: "right", Actor: "eve", Addr: "192.0.2.1", Route: "POST /x", ID: "1"}
	var traces Traces
	require.True(t, traces.Due(base, noon))
	again := base
	again.ID, again.Detail = "2", "other words"
	require.False(t, traces.Due(again, noon.Add(traceEvery-1)))
	for name, change := range map[string]func(*RefusedRequest){
		"reason": func(r *RefusedRequest) { r.Reason = "proof" }, "actor": func(r *RefusedRequest) { r.Actor = "ada" },
		"address": func(r *RefusedRequest) { r.Addr = "192.0.2.2" }, "route": func(r *RefusedRequest) { r.Route = "POST /y" },
	} {
		other := base
		change(&other)
		require.True(t, traces.Due(other, noon), name)
	}
	require.True(t, traces.Due(base, noon.Add(traceEvery)))
}

// An attacker with many addresses must not fill the audit log. The next minute starts over.
func TestTraces_AreBounded(t *testing.T) {
	t.Parallel()
	var traces Traces
	lines := 0
	for i := range 10 * maxTraces {
		if traces.Due(RefusedRequest{Addr: strconv.Itoa(i)}, noon) {
			lines++
		}
	}
	require.Equal(t, maxTraces, lines)
	require.True(t, traces.Due(RefusedRequest{Addr: "later"}, noon.Add(traceEvery)))
	require.Len(t, traces.last, 1)
}

// countingObserver counts refusals by reason and requests by route and status.
type countingObserver struct {
	refusals map[string]int
	requests map[string]int
}

func (o *countingObserver) ObserveHTTP(route, method string, status int, took time.Duration) {
	o.requests[method+" "+route+" "+strconv.Itoa(status)+" "+took.String()]++
}

func (o *countingObserver) ObserveRefusal(reason string) { o.refusals[reason]++ }

// It is written even if the client has disconnected.
func TestTraceRefusal_CountsAllAndRecordsOne(t *testing.T) {
	t.Parallel()
	seen := &countingObserver{refusals: map[string]int{}}
	f := newFixture(t, func(d *Deps) { d.Observer = seen })
	c, _ := request(http.MethodPost, "/x", nil)
	deleted, leave := context.WithCancel(t.Context())
	leave()
	for range 3 {
		f.TraceRefusal(c.Request().WithContext(deleted), RefusedRequest{Reason: RefusedProof, Actor: "eve", Addr: "192.0.2.9", ID: "req-1", Detail: "Too old."})
	}
	require.Equal(t, map[string]int{"proof": 3}, seen.refusals)
	require.Len(t, f.auditLog.Entries, 1)
	require.Equal(t, []string{"eve", "192.0.2.9", "refuse", "refused", "Too old. Request req-1."},
		[]string{f.auditLog.Entries[0].Actor, f.auditLog.Entries[0].ActorAddr, f.auditLog.Entries[0].Action, f.auditLog.Entries[0].Outcome, f.auditLog.Entries[0].Detail})

	away := newFixture(t)
	away.auditLog.Err = webtest.ErrAway
	away.TraceRefusal(c.Request(), RefusedRequest{Reason: RefusedCrossSite})
	require.Contains(t, away.log.String(), "level=ERROR")
}

// A client that waits for that long is let in, as the header says.
func TestThrottledText_RoundsUp(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{1: "1", time.Second: "1", time.Second + 1: "2", 90 * time.Second: "90"} {
		c, response := request(http.MethodPost, "/login", nil)
		require.NotEmpty(t, ThrottledText(c, &auth.ThrottledError{Wait: wait}))
		require.Equal(t, want, response.Header().Get("Retry-After"), wait)
	}
}

// The entry has the name that was tried.
func TestTraceThrottled_LeavesEntry(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c, _ := request(http.MethodPost, "/login", nil)
	f.TraceThrottled(c, "eve")
	require.Equal(t, "eve", f.auditLog.Entries[0].Actor)
	require.Equal(t, "refuse", f.auditLog.Entries[0].Action)
}

// It is written even if the client has disconnected, and pages that show it change. A failure to write stops no request.
func TestRecordAudit_WrittenAfterClientDisconnects(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c, _ := request(http.MethodPost, "/x", nil)
	deleted, leave := context.WithCancel(t.Context())
	leave()
	c.SetRequest(c.Request().WithContext(deleted))
	before := f.Hub.Changes()
	f.RecordAudit(c, "log-in", "done", "ada\n", "From a test.")
	require.Equal(t, "ada", f.auditLog.Entries[0].Actor, "without unprintable characters")
	require.Equal(t, noon, f.auditLog.Entries[0].At)
	require.Greater(t, f.Hub.Changes(), before)

	before, f.auditLog.Err = f.Hub.Changes(), webtest.ErrAway
	f.RecordAudit(c, "log-in", "done", "ada", "")
	require.Equal(t, before, f.Hub.Changes())
	require.Contains(t, f.log.String(), "level=ERROR")
}

// A query may contain anything. Server errors are logged as errors, temporary ones are not.
func TestLogRequests_OneLineWithoutQuery(t *testing.T) {
	t.Parallel()
	for status, level := range map[int]string{200: "DEBUG", 404: "DEBUG", 503: "DEBUG", 500: "ERROR", 502: "ERROR"} {
		f, seen := newFixture(t), &countingObserver{requests: map[string]int{}}
		ticks := []time.Time{noon, noon.Add(3 * time.Millisecond)}
		now := func() time.Time { at := ticks[0]; ticks = ticks[1:]; return at }
		c, response := request(http.MethodGet, "/volumes?q=secret", nil)
		c.SetPath("/volumes")
		log := slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		handle := AssignRequestIDs(LogRequests(log, seen, now)(func(c echo.Context) error { return c.NoContent(status) }))
		require.NoError(t, handle(c))
		line := f.log.String()
		require.Contains(t, line, "level="+level)
		require.NotContains(t, line, "secret")
		require.Contains(t, line, "id="+response.Header().Get("X-Request-Id"))
		require.Equal(t, map[string]int{"GET /volumes " + strconv.Itoa(status) + " 3ms": 1}, seen.requests)
	}
}

// The error path has turned the error into a status.
func TestLogRequests_LogsStatusOfError(t *testing.T) {
	t.Parallel()
	f, seen := newFixture(t), &countingObserver{requests: map[string]int{}}
	c, _ := request(http.MethodGet, "/volumes", nil)
	c.Echo().HTTPErrorHandler = f.HandleError
	require.NoError(t, LogRequests(f.Log, seen, f.Now)(func(echo.Context) error { return NotFoundError{} })(c))
	require.Equal(t, map[string]int{"GET  404 0s": 1}, seen.requests)
}

func TestAssignRequestIDs_AreUnique(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for range 3 {
		c, response := request(http.MethodGet, "/", nil)
		require.Empty(t, RequestID(c))
		require.NoError(t, AssignRequestIDs(func(echo.Context) error { return nil })(c))
		require.Equal(t, RequestID(c), response.Header().Get("X-Request-Id"))
		ids[RequestID(c)] = true
	}
	require.Len(t, ids, 3)
}
