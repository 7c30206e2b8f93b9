package cloud

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.False(t, r.Close)
		answer(w, http.StatusOK, jsonType, emptyList)
	})
	for range 20 {
		_, err := s.client.Snapshots(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, int64(20), s.calls.Load())
	require.Equal(t, int64(1), s.connections.Load())
}

// TestCreateGetsAConnectionOfItsOwn: a kept connection that the other side closes at that
// moment would leave the outcome unknown for no reason.
func TestCreateGetsAConnectionOfItsOwn(t *testing.T) {
	t.Parallel()
	s := serve(t, accepted)
	for range 3 {
		require.NoError(t, s.client.Ping(t.Context()))
		_, err := create(t.Context(), s.client)
		require.NoError(t, err)
	}
	require.Equal(t, int64(4), s.connections.Load())
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change              func(*Config)
		contract, authorize string
	}{
		"token":    {func(*Config) {}, "", "Bearer t0ken"},
		"contract": {func(c *Config) { c.ContractNumber = "31735000000" }, "31735000000", "Bearer t0ken"},
		"password": {func(c *Config) { c.Token, c.Username, c.Password = Secret{}, "u", NewSecret("p") }, "", "Basic dTpw"},
		"both":     {func(c *Config) { c.Username, c.Password = "u", NewSecret("p") }, "", "Bearer t0ken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got http.Header
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got = r.Header
				answer(w, http.StatusOK, jsonType, emptyList)
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

// TestEnvironmentChangesNothing cannot run in parallel, since it sets the environment.
func TestEnvironmentChangesNothing(t *testing.T) {
	t.Setenv("IONOS_PINNED_CERT", "00")
	t.Setenv("IONOS_LOG_LEVEL", "trace")
	t.Setenv("IONOS_CONTRACT_NUMBER", "")
	t.Setenv("IONOS_TOKEN", "other")
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "Bearer t0ken", r.Header.Get("Authorization"))
		_, sent := r.Header["X-Contract-Number"]
		require.False(t, sent)
		answer(w, http.StatusOK, jsonType, emptyList)
	})
	_, err := s.client.Snapshots(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(1), s.calls.Load())
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	foreign := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("a foreign host was called with %q", r.Header.Get("Authorization"))
	}))
	t.Cleanup(foreign.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, foreign.URL+"/cloudapi/v6/", status) })
		_, err := s.client.Snapshots(t.Context())
		require.ErrorIs(t, err, inventory.ErrUnreadable)
		require.Contains(t, err.Error(), "redirect")
		require.NotErrorIs(t, err, inventory.ErrAmbiguous)

		_, err = create(t.Context(), s.client)
		require.ErrorIs(t, err, inventory.ErrAmbiguous)
		require.Equal(t, int64(2), s.calls.Load())
	}
}

func TestRedirectInsideTheEndpoint(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost, r.URL.Path == "/loop":
			http.Redirect(w, r, "/loop", http.StatusTemporaryRedirect)
		case r.URL.Path == "/there":
			require.Equal(t, "Bearer t0ken", r.Header.Get("Authorization"))
			answer(w, http.StatusOK, jsonType, emptyList)
		case strings.HasSuffix(r.URL.Path, "/snapshots"):
			http.Redirect(w, r, "/there", http.StatusFound)
		default:
			http.Redirect(w, r, "/loop", http.StatusFound)
		}
	})
	_, err := s.client.Snapshots(t.Context())
	require.NoError(t, err)
	_, err = create(t.Context(), s.client)
	require.ErrorIs(t, err, inventory.ErrAmbiguous)
	require.Equal(t, int64(3), s.calls.Swap(0), "a redirected POST was sent again")
	_, err = s.client.Locations(t.Context())
	require.ErrorIs(t, err, errRedirects)
	require.Equal(t, int64(maxRedirects+1), s.calls.Load())
}

func TestForeignAddressIsNotCalled(t *testing.T) {
	t.Parallel()
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://example.org/cloudapi/v6/", nil)
	require.NoError(t, err)
	_, err = s.client.transport.RoundTrip(req)
	require.ErrorIs(t, err, errForeign)
}

func TestNothingListens(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	clock := newClock()
	client := newClient(t, listener.Addr().String(), clock)
	_, err = client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	require.Len(t, clock.rested(), DefaultTries-1)
	_, err = create(t.Context(), client)
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	require.NotErrorIs(t, err, inventory.ErrAmbiguous, "nothing was written")
}

func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	clock := newClock()
	client := newClient(t, s.URL, clock)
	_, err := client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	var bad *tls.CertificateVerificationError
	require.ErrorAs(t, err, &bad)
	require.Empty(t, clock.rested(), "trying again cannot help")
	_, err = create(t.Context(), client)
	require.NotErrorIs(t, err, inventory.ErrAmbiguous)
}

// TestConnectionCut: the server goes away after it has read the request.
func TestConnectionCut(t *testing.T) {
	t.Parallel()
	cut := func(before string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, buf, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			_, _ = buf.WriteString(before)
			_ = buf.Flush()
			_ = conn.Close()
		}
	}
	s := serve(t, cut(""))
	_, err := s.client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	require.GreaterOrEqual(t, s.calls.Swap(0), int64(DefaultTries))
	_, err = create(t.Context(), s.client)
	require.ErrorIs(t, err, inventory.ErrAmbiguous)
	require.Equal(t, int64(1), s.calls.Load())

	s = serve(t, cut("HTTP/1.1 202 Accepted\r\nLocation: http://h/requests/r-9/status\r\nContent-Length: 400\r\n\r\n{\"id\":\"s"))
	_, err = s.client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreadable)
	require.Equal(t, int64(DefaultTries), s.calls.Swap(0))
	receipt, err := create(t.Context(), s.client)
	require.ErrorIs(t, err, inventory.ErrAmbiguous)
	require.Equal(t, "r-9", receipt.RequestID)
	require.Equal(t, "r-9", faultOf(t, err).RequestID)
	require.Equal(t, int64(1), s.calls.Load())
}

func TestTooLargeAnAnswer(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, jsonType, `{"items":[`+strings.Repeat(" ", 5000)+`]}`)
	}, func(c *Config) { c.MaxAnswer = 4096 })
	_, err := s.client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreadable)
	require.ErrorIs(t, err, errTooLarge)
	require.Equal(t, int64(1), s.calls.Load())
}

// silence is a network on which nobody answers.
type silence struct{ written bool }

func (s silence) RoundTrip(r *http.Request) (*http.Response, error) {
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
			Token: NewSecret("t"), Transport: silence{written: true}, Metrics: observed, Tries: 3,
			Timeouts: Timeouts{Try: 7 * time.Second}, Rand: func() float64 { return 1 },
		})
		require.NoError(t, err)
		begun := time.Now()
		_, err = client.Snapshots(t.Context())
		require.ErrorIs(t, err, inventory.ErrUnreachable)
		require.ErrorIs(t, err, errSlow)
		require.Equal(t, 3*7*time.Second+1500*time.Millisecond, time.Since(begun))

		begun = time.Now()
		_, err = create(t.Context(), client)
		require.ErrorIs(t, err, inventory.ErrAmbiguous)
		require.Equal(t, 7*time.Second, time.Since(begun))

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

func TestCancelledMidFlight(t *testing.T) {
	t.Parallel()
	for written, name := range map[bool]string{true: "after it was written", false: "before it was written"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, err := New(Config{Token: NewSecret("t"), Transport: silence{written}})
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

func TestOnlySoManyAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		busy := &crowd{}
		client, err := New(Config{Token: NewSecret("t"), Transport: busy, MaxConcurrent: 3})
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
		require.NotErrorIs(t, err, inventory.ErrAmbiguous, "it never got its turn")
		calls.Wait()
		require.Equal(t, 3, busy.most)
		require.Zero(t, busy.posts)
	})
}

// crowd is a network that takes a second for an answer and counts.
type crowd struct {
	mu               sync.Mutex
	now, most, posts int
}

func (c *crowd) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.now++
	c.most = max(c.most, c.now)
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

func TestBudgetIsReadAtRunTime(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Limit", "300")
		w.Header().Set("X-RateLimit-Burst", "15;w=1")
		w.Header().Set("X-RateLimit-Remaining", "299")
		answer(w, http.StatusForbidden, "", "")
	})
	require.Equal(t, Budget{}, s.client.Budget())
	require.ErrorIs(t, s.client.Ping(t.Context()), inventory.ErrForbidden)
	require.Equal(t, Budget{Limit: 300, Burst: 15, Remaining: 299, Known: true, At: s.clock.now()}, s.client.Budget())
}

// TestOneClientForAll is for the race detector.
func TestOneClientForAll(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-RateLimit-Remaining", "1")
		if r.Method == http.MethodPost {
			accepted(w, r)
			return
		}
		answer(w, http.StatusOK, jsonType, oddSnapshots)
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
