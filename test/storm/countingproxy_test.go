package storm

import (
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud"
	"snapdeck/internal/cloud/ionossim"
)

// countingProxy stands in front of a simulator, counts calls, and applies the fault injector.
type countingProxy struct {
	cloud   *ionossim.Sim
	faults  *faultInjector
	hostile *hostile // nil: none

	mu           sync.Mutex
	calls        int
	statuses     map[int]int // 0: the connection was broken
	minRemaining int         // lowest remaining request budget
}

// newCountingProxy serves until the test ends, at the returned address.
func newCountingProxy(t *testing.T, behind *ionossim.Sim, w *faultInjector) (g *countingProxy, url string) {
	t.Helper()
	g = &countingProxy{cloud: behind, faults: w, statuses: map[int]int{}, minRemaining: math.MaxInt}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return g, server.URL
}

// ServeHTTP forwards a call.
func (g *countingProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.hostile != nil && g.hostile.meddle(w, r) {
		return
	}
	g.faults.inject(g.cloud.Faults(), r)
	watched := &statusWriter{ResponseWriter: w}
	g.cloud.Handler().ServeHTTP(watched, r)
	left, err := strconv.Atoi(w.Header().Get("X-RateLimit-Remaining"))
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls++
	g.statuses[watched.status]++
	if err == nil {
		g.minRemaining = min(g.minRemaining, left)
	}
}

// counts returns the counts of a proxy.
func (g *countingProxy) counts() (calls, refused, least int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.calls, g.statuses[http.StatusTooManyRequests], g.minRemaining
}

// withinBudget requires that the dashboard left the reserve to other clients, of which clicks may use half. The
// simulator never had to refuse a call by itself. A process that does not know the budget yet may make its
// maximal number of concurrent calls.
func withinBudget(t *testing.T, y report, w *faultInjector, processes int) {
	t.Helper()
	const reserve, atATime = 0.3, cloud.DefaultMaxConcurrent
	require.GreaterOrEqual(t, y.minRemaining, int(float64(y.limit)*reserve/2)-processes*atATime, "the lowest remaining budget")
	require.LessOrEqual(t, y.refused, w.refusals(), "calls that were refused for their number")
}

// statusWriter records the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader records and forwards the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the simulator break the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// isCreate reports whether a call creates a snapshot.
func isCreate(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/create-snapshot")
}
