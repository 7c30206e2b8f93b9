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

// What stands in place of a status: the connection breaks, or there is no answer at all.
const (
	noResponse = 0
	noReply    = -1
)

// response is what a call is answered in the cloud's place.
type response struct {
	status  int
	body    string
	id      string // of the request, in a header; "": none
	applied bool   // the cloud carries the call out first, and its own answer is lost
}

func (a response) afterApplying() response { a.applied = true; return a }

// faultProxy stands before the simulated cloud as a gateway does. It gives what the simulator has
// no fault for: any status with a request id, and an address that refuses connections.
type faultProxy struct {
	cloud http.Handler

	mu        sync.Mutex
	responses map[string]response // by the start of "METHOD /path", beneath /cloudapi/v6, or by all of it and what is in the body
	hits      map[string]int

	addr   string
	server *http.Server
	ended  chan error
	unbind func() // lets go of the address
}

func newFaultProxy(cloud http.Handler) *faultProxy {
	return &faultProxy{cloud: cloud, responses: map[string]response{}, hits: map[string]int{}, addr: "127.0.0.1:0", unbind: func() {}}
}

// listen listens, after the first time at the same address again.
func (f *faultProxy) listen(t *testing.T) {
	t.Helper()
	f.unbind()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", f.addr)
	require.NoError(t, err)
	server, ended := &http.Server{Handler: f}, make(chan error, 1)
	f.addr, f.server, f.ended = listener.Addr().String(), server, ended
	go func() { ended <- server.Serve(listener) }()
}

// stop makes every connection be refused. What is down stays so.
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

// unreachable is down for a while, during which nobody else gets the address: it is bound, and not
// listened at.
func (f *faultProxy) unreachable(t *testing.T) {
	t.Helper()
	f.stop(t)
	addr := netip.MustParseAddrPort(f.addr)
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	require.NoError(t, err)
	f.unbind = func() { _ = syscall.Close(socket); f.unbind = func() {} }
	require.NoError(t, syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)) // old connections linger there
	require.NoError(t, syscall.Bind(socket, &syscall.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}))
}

// inject answers calls that begin like this in the cloud's place, until spare.
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

// hitCount is how often a strike has struck, so that no test passes because nothing happened.
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

// bodySeparator stands between a whole call and a text in its body.
const bodySeparator = " with "

// bodyHas reads a body, and puts it back.
func bodyHas(r *http.Request, text string) bool {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return err == nil && bytes.Contains(body, []byte(text))
}

// discardWriter takes the cloud's own answer, which is lost.
type discardWriter struct{ header http.Header }

func (v discardWriter) Header() http.Header         { return v.header }
func (v discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (v discardWriter) WriteHeader(int)             {}

// ServeHTTP lets the cloud answer, or answers in its place.
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
		_, _ = io.Copy(io.Discard, r.Body) // only then is it noticed that the caller is gone
		<-r.Context().Done()
		return
	case noResponse:
		panic(http.ErrAbortHandler)
	}
	if a.id != "" {
		w.Header().Set("X-Request-Id", a.id)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body)) // a caller that is gone needs no answer
}
