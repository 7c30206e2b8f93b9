package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCleanups_RunOnceInReverseOrder(t *testing.T) {
	t.Parallel()
	var c cleanups
	var order []string
	full, broken := errors.New("the disk is full"), errors.New("the pipe is broken")
	add := func(name string, err error) {
		c.add(name, func(ctx context.Context) error {
			order = append(order, name)
			return errors.Join(err, ctx.Err())
		})
	}
	add("database", full)
	add("watchers", nil)
	add("web server", broken)
	err := c.run(t.Context())
	require.Equal(t, []string{"web server", "watchers", "database"}, order, "a failure stops none of the others")
	require.ErrorIs(t, err, full)
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "stop web server: the pipe is broken\nstop database: the disk is full")

	require.NoError(t, c.run(t.Context()))
	require.Len(t, order, 3, "each part stops only once")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	add("database", nil)
	require.ErrorIs(t, c.run(over), context.Canceled, "each part sees the deadline")
}

// holding is a dashboard that answers a request with ?hold only when the test releases it.
type holding struct {
	*App
	started, release chan struct{}
}

func startHolding(t *testing.T, data string, environ ...string) *holding {
	t.Helper()
	h := &holding{App: newApp(t, data, quiet(), environ...), started: make(chan struct{}), release: make(chan struct{})}
	pages := h.handler
	h.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("hold") {
			close(h.started)
			<-h.release
		}
		pages.ServeHTTP(w, r)
	})
	require.NoError(t, h.Start(t.Context()))
	return h
}

// request sends a request that is held, and later returns its status, or 0 if the connection broke.
func (h *holding) request(t *testing.T) <-chan int {
	t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, "http://"+h.Addr()+"/login?hold=1", nil)
	require.NoError(t, err)
	status := make(chan int, 1)
	go func() {
		response, err := new(http.Transport).RoundTrip(r)
		if err != nil {
			status <- 0
			return
		}
		_, err = io.Copy(io.Discard, response.Body)
		if err = errors.Join(err, response.Body.Close()); err != nil {
			status <- 0
			return
		}
		status <- response.StatusCode
	}()
	<-h.started
	return status
}

// stopping stops the dashboard and later returns the error.
func (h *holding) stopping(ctx context.Context) <-chan error {
	ended := make(chan error, 1)
	go func() { ended <- h.Stop(ctx) }()
	return ended
}

// A page has an open stream, which would never end by itself, and a request in flight needs the database.
func TestStop_FinishesRequestsAndEndsStreams(t *testing.T) {
	t.Parallel()
	data := installation(t)
	h := startHolding(t, data)
	stream := ask(t, h.App, "/events?page=%2Fvolumes", logIn(t, h.App))
	require.Equal(t, http.StatusOK, stream.StatusCode)
	defer stream.Body.Close()
	status := h.request(t)
	ended := h.stopping(context.WithoutCancel(t.Context()))

	_, err := io.Copy(io.Discard, stream.Body)
	require.NoError(t, err, "the stream ends in order")
	select {
	case <-ended:
		require.Fail(t, "it does not wait for the request")
	default:
	}
	close(h.release)
	require.Equal(t, http.StatusOK, <-status)
	require.NoError(t, <-ended)
	_, err = h.store.Now(t.Context())
	require.Error(t, err, "the database is closed last")
	newApp(t, data, quiet())
}

// A request in flight does not end.
func TestStop_AbortsRequestsAtDeadline(t *testing.T) {
	t.Parallel()
	data := installation(t)
	h := startHolding(t, data)
	status := h.request(t)
	defer close(h.release)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	err := h.Stop(over)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "stop web server")
	require.Zero(t, <-status, "its connection is closed")
	newApp(t, data, quiet()) // all other parts have ended
}

// While draining, probes fail and pages are still served.
func TestStop_ServesPagesWhileDraining(t *testing.T) {
	t.Parallel()
	h := startHolding(t, installation(t), "SNAPDECK_DRAIN=1m")
	over, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := h.stopping(over)
	awaitStatus(t, h.App, "/healthz", http.StatusServiceUnavailable, "stopping\n")
	awaitStatus(t, h.App, "/readyz", http.StatusServiceUnavailable, "stopping\n")
	status, _ := fetch(t, h.App, "/login")
	require.Equal(t, http.StatusOK, status)
	cancel() // a second signal ends the pause
	if err := <-ended; err != nil {
		require.ErrorIs(t, err, context.Canceled)
	}
}

func TestFailed_ReportsServerThatEnded(t *testing.T) {
	t.Parallel()
	a := startApp(t, installation(t), quiet())
	require.Empty(t, a.Failed())
	require.NoError(t, a.listener.Close())
	require.ErrorContains(t, <-a.Failed(), "serve")
	stop(t, a)
}

func TestServe_LimitsHeaders(t *testing.T) {
	t.Parallel()
	a := startApp(t, installation(t), quiet())
	for size, want := range map[int]int{maxHeaderBytes / 2: http.StatusOK, 2 * maxHeaderBytes: http.StatusRequestHeaderFieldsTooLarge} {
		status, _ := fetch(t, a, "/login", &http.Cookie{Name: "x", Value: strings.Repeat("x", size)})
		require.Equal(t, want, status, size)
	}
}
