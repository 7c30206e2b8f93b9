package live

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// pipeListener is a listener whose connections have no buffer: a write waits until it is read.
type pipeListener struct {
	conns chan net.Conn
	end   sync.Once
}

func (p *pipeListener) Accept() (net.Conn, error) {
	conn, open := <-p.conns
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p *pipeListener) Close() error   { p.end.Do(func() { close(p.conns) }); return nil }
func (p *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

// dial requests the stream of a page and returns the connection, from which nothing has been read yet.
func (p *pipeListener) dial(t *testing.T, lastID string) net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	_, err := fmt.Fprintf(ours, "GET / HTTP/1.1\r\nHost: x\r\nLast-Event-ID: %s\r\n\r\n", lastID)
	require.NoError(t, err)
	t.Cleanup(func() { _ = ours.Close() })
	return ours
}

// overHTTP serves the hub's streams as a real server does.
func overHTTP(t *testing.T, h *testHub) *pipeListener {
	p := &pipeListener{conns: make(chan net.Conn)}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sink := struct {
			http.ResponseWriter
			*http.ResponseController
		}{w, http.NewResponseController(w)}
		_ = h.hub.Serve(r.Context(), sink, Subscriber{Pages: []Page{{Address: "/"}}, User: "amy", LastID: r.Header.Get("Last-Event-ID"), Alive: h.isAlive})
	})}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(p) })
	t.Cleanup(func() {
		h.hub.End()
		_ = server.Shutdown(context.Background())
		running.Wait()
	})
	return p
}

// reader reads a stream and remembers the last page that it was sent, and the number of patches.
type reader struct {
	mu      sync.Mutex
	last    string
	lastID  string
	patches int
}

func (r *reader) read(from net.Conn) {
	for lines := bufio.NewScanner(from); lines.Scan(); {
		line := lines.Text()
		r.mu.Lock()
		if id, found := strings.CutPrefix(line, "id: "); found {
			r.lastID = id
		}
		if data, found := strings.CutPrefix(line, "data: page "); found {
			r.last = data
			r.patches++
		}
		r.mu.Unlock()
	}
}

func (r *reader) shown() (last, id string, patches int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, r.lastID, r.patches
}

func TestStream_StuckSubscriberIsIsolated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		page := func(n int) Fragment { return text("p", fmt.Sprintf("page %d %s", n, strings.Repeat("x", 20<<10))) }
		shows := func(last string, n int) bool { return strings.HasPrefix(last, fmt.Sprintf("%d x", n)) }
		h.show("/", page(0))
		server := overHTTP(t, h)
		readers := make([]reader, 20)
		for i := range readers {
			conn := server.dial(t, "")
			go readers[i].read(conn)
		}
		server.dial(t, "") // which is never read
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, len(readers)+1, h.hub.Subscribers())

		before := inUse()
		const changes = 500 // 10 MB, if they were buffered for the stuck subscriber
		for n := range changes {
			h.show("/", page(n+1))
			time.Sleep(minGap)
			synctest.Wait()
			for i := range readers {
				last, _, _ := readers[i].shown()
				require.True(t, shows(last, n+1), "all others are shown each change at once")
			}
		}
		require.Less(t, inUse()-before, int64(3<<20), "events are not buffered without bound")
		require.Equal(t, len(readers), h.hub.Subscribers(), "the stuck subscriber was dropped")

		_, id, _ := readers[0].shown()
		var back reader
		conn := server.dial(t, id)
		go back.read(conn)
		time.Sleep(time.Second)
		last, _, patches := back.shown()
		require.True(t, shows(last, changes), "a client that reconnects gets the current page")
		require.Equal(t, 1, patches, "once")
	})
}

// inUse returns how many bytes of memory are in use.
func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
