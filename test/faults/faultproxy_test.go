package faults

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// In place of a status: the connection breaks, or there is no response at all.
const (
	noResponse = 0
	noReply    = -1
)

// response is the response to a call in the simulator's place.
type response struct {
	status  int
	body    string
	id      string // of the request, in a header; "": none
	applied bool   // the simulator executes the call first, and its own response is lost
}

func (a response) afterApplying() response { a.applied = true; return a }

// faultProxy stands in front of the simulator like a gateway. It adds faults that the simulator does not have:
// any status with a request id, and refused connections.
type faultProxy struct {
	cloud http.Handler

	mu        sync.Mutex
	responses map[string]response // by the start of "METHOD /path", beneath /cloudapi/v6, or by all of it with a text of the body
	hits      map[string]int

	addr   string
	server *http.Server
	ended  chan error
	unbind func() // releases the address
}

func newFaultProxy(cloud http.Handler) *faultProxy {
	return &faultProxy{cloud: cloud, responses: map[string]response{}, hits: map[string]int{}, addr: "127.0.0.1:0", unbind: func() {}}
}

// listen listens, after the first time at the same address.
func (f *faultProxy) listen(t *testing.T) {
	t.Helper()
	f.unbind()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", f.addr)
	require.NoError(t, err)
	server, ended := &http.Server{Handler: f}, make(chan error, 1)
	f.addr, f.server, f.ended = listener.Addr().String(), server, ended
	go func() { ended <- server.Serve(listener) }()
}

// stop refuses every connection, until listen.
func (f *faultProxy) stop(t *testing.T) {
	t.Helper()
	defer f.unbind()
	if f.ended == nil {
		return
	}
	require.NoError(t, f.server.Close())
	require.ErrorIs(t, <-f.ended, http.ErrServerClosed)
	f.ended = nil
}

// unreachable is down for a while and keeps the address: it is bound without listening.
func (f *faultProxy) unreachable(t *testing.T) {
	t.Helper()
	f.stop(t)
	addr := netip.MustParseAddrPort(f.addr)
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	require.NoError(t, err)
	f.unbind = func() { _ = syscall.Close(socket); f.unbind = func() {} }
	require.NoError(t, syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)) // old connections remain open for a while
	require.NoError(t, syscall.Bind(socket, &syscall.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}))
}

// inject answers matching calls in the simulator's place, until spare.
func (f *faultProxy) inject(calls string, a response) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.responses[calls] = a
}

func (f *faultProxy) clear(calls string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.responses, calls)
}

// hitCount returns the number of hits; each test requires at least one.
func (f *faultProxy) hitCount(calls string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hits[calls]
}

func (f *faultProxy) find(r *http.Request) (response, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/cloudapi/v6")
	for calls, a := range f.responses {
		path, text, named := strings.Cut(calls, bodySeparator)
		if !named && strings.HasPrefix(call, path) || named && call == path && bodyHas(r, text) {
			f.hits[calls]++
			return a, true
		}
	}
	return response{}, false
}

// bodySeparator separates a whole call from a text of its body.
const bodySeparator = " with "

// bodyHas reads a body, and restores it.
func bodyHas(r *http.Request, text string) bool {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return err == nil && bytes.Contains(body, []byte(text))
}

// discardWriter discards the simulator's own response.
type discardWriter struct{ header http.Header }

func (v discardWriter) Header() http.Header         { return v.header }
func (v discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (v discardWriter) WriteHeader(int)             {}

// ServeHTTP forwards a call, or answers it.
func (f *faultProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, hits := f.find(r)
	if !hits || a.applied {
		out := w
		if hits {
			out = discardWriter{http.Header{}}
		}
		f.cloud.ServeHTTP(out, r)
		if !hits {
			return
		}
	}
	switch a.status {
	case noReply:
		_, _ = io.Copy(io.Discard, r.Body) // a disconnected caller is noticed only after that
		<-r.Context().Done()
		return
	case noResponse:
		panic(http.ErrAbortHandler)
	}
	if a.id != "" {
		w.Header().Set("X-Request-Id", a.id)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body)) // the caller may be gone
}
