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
	noAnswer = 0
	silence  = -1
)

// answer is what a call is answered in the cloud's place.
type answer struct {
	status int
	body   string
	id     string // of the request, in a header; "": none
	after  bool   // the cloud carries the call out first, and its own answer is lost
}

func (a answer) lost() answer { a.after = true; return a }

// front stands before the simulated cloud as a gateway does. It gives what the simulator has
// no fault for: any status with a request id, and an address that refuses connections.
type front struct {
	cloud http.Handler

	mu      sync.Mutex
	strikes map[string]answer // by the start of "METHOD /path", beneath /cloudapi/v6, or by all of it and what is in the body
	struck  map[string]int

	addr   string
	server *http.Server
	ended  chan error
	free   func() // lets go of the address
}

func newFront(cloud http.Handler) *front {
	return &front{cloud: cloud, strikes: map[string]answer{}, struck: map[string]int{}, addr: "127.0.0.1:0", free: func() {}}
}

// up listens, after the first time at the same address again.
func (f *front) up(t *testing.T) {
	t.Helper()
	f.free()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", f.addr)
	require.NoError(t, err)
	server, ended := &http.Server{Handler: f}, make(chan error, 1)
	f.addr, f.server, f.ended = listener.Addr().String(), server, ended
	go func() { ended <- server.Serve(listener) }()
}

// down makes every connection be refused. What is down stays so.
func (f *front) down(t *testing.T) {
	t.Helper()
	defer f.free()
	if f.ended == nil {
		return
	}
	require.NoError(t, f.server.Close())
	require.ErrorIs(t, <-f.ended, http.ErrServerClosed)
	f.ended = nil
}

// away is down for a while, during which nobody else gets the address: it is bound, and not
// listened at.
func (f *front) away(t *testing.T) {
	t.Helper()
	f.down(t)
	addr := netip.MustParseAddrPort(f.addr)
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	require.NoError(t, err)
	f.free = func() { _ = syscall.Close(socket); f.free = func() {} }
	require.NoError(t, syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)) // old connections linger there
	require.NoError(t, syscall.Bind(socket, &syscall.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}))
}

// strike answers calls that begin like this in the cloud's place, until spare.
func (f *front) strike(calls string, a answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.strikes[calls] = a
}

func (f *front) spare(calls string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.strikes, calls)
}

// times is how often a strike has struck, so that no test passes because nothing happened.
func (f *front) times(calls string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.struck[calls]
}

func (f *front) find(r *http.Request) (answer, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/cloudapi/v6")
	for calls, a := range f.strikes {
		path, text, named := strings.Cut(calls, withBody)
		if !named && strings.HasPrefix(call, path) || named && call == path && bodyHas(r, text) {
			f.struck[calls]++
			return a, true
		}
	}
	return answer{}, false
}

// withBody stands between a whole call and a text in its body.
const withBody = " with "

// bodyHas reads a body, and puts it back.
func bodyHas(r *http.Request, text string) bool {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return err == nil && bytes.Contains(body, []byte(text))
}

// void takes the cloud's own answer, which is lost.
type void struct{ header http.Header }

func (v void) Header() http.Header         { return v.header }
func (v void) Write(p []byte) (int, error) { return len(p), nil }
func (v void) WriteHeader(int)             {}

// ServeHTTP lets the cloud answer, or answers in its place.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, struck := f.find(r)
	if !struck || a.after {
		out := w
		if struck {
			out = void{http.Header{}}
		}
		f.cloud.ServeHTTP(out, r)
		if !struck {
			return
		}
	}
	switch a.status {
	case silence:
		_, _ = io.Copy(io.Discard, r.Body) // only then is it noticed that the caller is gone
		<-r.Context().Done()
		return
	case noAnswer:
		panic(http.ErrAbortHandler)
	}
	if a.id != "" {
		w.Header().Set("X-Request-Id", a.id)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body)) // a caller that is gone needs no answer
}
