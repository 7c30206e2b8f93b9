package cloud

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/secret"
)

// silentTransport is a network that never answers.
type silentTransport struct{ written bool }

func (s silentTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); s.written && trace != nil {
		trace.WroteHeaders()
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		observed := &outcomes{}
		client, err := New(Config{
			Token: secret.New("t"), Transport: silentTransport{written: true}, Metrics: observed, Tries: 3,
			Timeouts: Timeouts{Try: 7 * time.Second}, Rand: func() float64 { return 1 },
		})
		require.NoError(t, err)
		started := time.Now()
		_, err = client.Snapshots(t.Context())
		require.ErrorIs(t, err, inventory.ErrUnreachable)
		require.ErrorIs(t, err, errTimeout)
		require.Equal(t, 3*7*time.Second+1500*time.Millisecond, time.Since(started))

		started = time.Now()
		_, err = create(t.Context(), client)
		require.ErrorIs(t, err, inventory.ErrAmbiguous)
		require.Equal(t, 7*time.Second, time.Since(started))

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = client.Volumes(ctx, "dc")
		require.ErrorIs(t, err, inventory.ErrUnreachable)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, []string{
			"GET /snapshots timeout", "GET /snapshots timeout", "GET /snapshots timeout",
			"POST /datacenters/{id}/volumes/{id}/create-snapshot timeout",
			"GET /datacenters/{id}/volumes cancelled",
		}, observed.all)
	})
}

// stallingTransport is a network whose responses never end.
type stallingTransport struct{}

func (stallingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	body, w := io.Pipe()
	context.AfterFunc(r.Context(), func() { _ = w.CloseWithError(r.Context().Err()) })
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body}, nil
}

func TestTimeouts_InBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		observed := &outcomes{}
		client, err := New(Config{Token: secret.New("t"), Transport: stallingTransport{}, Metrics: observed, Tries: 2})
		require.NoError(t, err)
		_, err = client.Snapshots(t.Context())
		require.ErrorIs(t, err, inventory.ErrUnreachable)
		require.ErrorIs(t, err, errTimeout)
		require.Equal(t, []string{"GET /snapshots timeout", "GET /snapshots timeout"}, observed.all)

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = create(ctx, client)
		require.ErrorIs(t, err, inventory.ErrAmbiguous)
	})
}

func TestTimeouts_CancelledInFlight(t *testing.T) {
	t.Parallel()
	for written, name := range map[bool]string{true: "after it was written", false: "before it was written"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, err := New(Config{Token: secret.New("t"), Transport: silentTransport{written}})
				require.NoError(t, err)
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				_, err = create(ctx, client)
				require.ErrorIs(t, err, context.Canceled)
				require.Equal(t, written, errors.Is(err, inventory.ErrAmbiguous))
			})
		})
	}
}

func TestTransport_MaxConcurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		busy := &countingTransport{}
		client, err := New(Config{Token: secret.New("t"), Transport: busy, MaxConcurrent: 3})
		require.NoError(t, err)
		var calls sync.WaitGroup
		for range 12 {
			calls.Go(func() { _ = client.Ping(t.Context()) })
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err = create(ctx, client)
		require.ErrorIs(t, err, inventory.ErrUnreachable)
		require.NotErrorIs(t, err, inventory.ErrAmbiguous, "the call was never sent")
		calls.Wait()
		require.Equal(t, 3, busy.maxRunning)
		require.Zero(t, busy.posts)
	})
}

// countingTransport is a network with a latency of a second that counts calls.
type countingTransport struct {
	mu                     sync.Mutex
	now, maxRunning, posts int
}

func (c *countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.now++
	c.maxRunning = max(c.maxRunning, c.now)
	if r.Method == http.MethodPost {
		c.posts++
	}
	c.mu.Unlock()
	time.Sleep(time.Second)
	c.mu.Lock()
	c.now--
	c.mu.Unlock()
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

type outcomes struct {
	mu  sync.Mutex
	all []string
}

func (o *outcomes) Observe(route, method, outcome string, _ time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, method+" "+route+" "+outcome)
}

// late is a context whose deadline has passed but whose timer has not fired, as after a suspension.
type late struct{ context.Context }

func (late) Deadline() (time.Time, bool) { return time.Now().Add(-time.Second), true }

// counter is a network that counts calls.
type counter struct{ sent int }

func (n *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	n.sent++
	return nil, io.ErrUnexpectedEOF
}

func TestClient_OverdueCallIsNotSent(t *testing.T) {
	t.Parallel()
	network := &counter{}
	client, err := New(Config{Token: secret.New("t"), Transport: network})
	require.NoError(t, err)
	_, err = create(late{t.Context()}, client)
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	require.NotErrorIs(t, err, inventory.ErrAmbiguous, "the call certainly had no effect")
	require.Zero(t, network.sent)
}
