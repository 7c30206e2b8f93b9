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

// countingProxy stands in front of a simulated cloud, counts what passes, and lets the fault injector
// strike.
type countingProxy struct {
	cloud   *ionossim.Sim
	faults  *faultInjector
	hostile *hostile // nil: there is none

	mu           sync.Mutex
	calls        int
	statuses     map[int]int // 0: the connection was broken
	minRemaining int         // of what was ever left of the request budget
}

// newCountingProxy serves until the test ends, at the address that it returns too.
func newCountingProxy(t *testing.T, behind *ionossim.Sim, w *faultInjector) (g *countingProxy, url string) {
	t.Helper()
	g = &countingProxy{cloud: behind, faults: w, statuses: map[int]int{}, minRemaining: math.MaxInt}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return g, server.URL
}

// ServeHTTP passes a call on.
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

// counts is what a proxy has counted.
func (g *countingProxy) counts() (calls, refused, least int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.calls, g.statuses[http.StatusTooManyRequests], g.minRemaining
}

// withinBudget wants the dashboard to have left to other tools what it must: the reserve, of
// which clicks may use half. The cloud never had to refuse a call by itself. A process that has
// not been told the budget yet makes as many calls as it may make at a time.
func withinBudget(t *testing.T, y report, w *faultInjector, processes int) {
	t.Helper()
	const reserve, atATime = 0.3, cloud.DefaultMaxConcurrent
	require.GreaterOrEqual(t, y.minRemaining, int(float64(y.limit)*reserve/2)-processes*atATime, "what was left of the budget")
	require.LessOrEqual(t, y.refused, w.refusals(), "calls that were refused for their number")
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and passes it on.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the cloud break the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// isCreate reports whether a call asks for a snapshot.
func isCreate(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/create-snapshot")
}
