package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// testHub is a hub whose pages a test sets.
type testHub struct {
	t   *testing.T
	hub *Hub

	mu            sync.Mutex
	pages         map[string][]Fragment
	render        func(page string) // runs before each rendering
	failing       error
	rendered      map[string]int
	sessionAlive  bool
	onSubscribers int
	stop          context.CancelFunc
	ended         chan struct{}
}

// open runs a hub until the test's bubble ends.
func open(t *testing.T) *testHub {
	h := &testHub{t: t, pages: map[string][]Fragment{}, rendered: map[string]int{}, sessionAlive: true, ended: make(chan struct{})}
	h.hub = NewHub(Config{
		Render:    h.fragments,
		Heartbeat: func() []byte { return []byte(`{"ok":true}`) },
		Epoch:     "e1",
		OnSubscribers: func() {
			h.hub.Subscribers() // the callback may call the hub
			h.set(func() { h.onSubscribers++ })
		},
		Log: slog.New(slog.DiscardHandler),
	})
	ctx, stop := context.WithCancel(t.Context())
	h.stop = stop
	go func() {
		defer close(h.ended)
		h.hub.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-h.ended
	})
	return h
}

func (h *testHub) fragments(ctx context.Context, page string) ([]Fragment, error) {
	h.mu.Lock()
	render := h.render
	h.mu.Unlock()
	if render != nil {
		render(page)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rendered[page]++
	return h.pages[page], h.failing
}

// set changes the test hub while it runs.
func (h *testHub) set(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

// renderings returns how often a page was rendered.
func (h *testHub) renderings(page string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rendered[page]
}

func (h *testHub) isAlive() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sessionAlive
}

// show changes a page and notifies the hub.
func (h *testHub) show(page string, fragments ...Fragment) {
	h.mu.Lock()
	h.pages[page] = fragments
	h.mu.Unlock()
	h.hub.Changed()
}

// testStream is a subscriber with an open stream.
type testStream struct {
	sink  *sink
	leave context.CancelFunc
	err   error
	ended chan struct{}
}

// subscribe opens a stream.
func (h *testHub) subscribe(page, user, lastID string) *testStream {
	return h.serve(Subscriber{Pages: []Page{{Address: page}}, User: user, LastID: lastID, Alive: h.isAlive})
}

func (h *testHub) serve(who Subscriber) *testStream {
	ctx, leave := context.WithCancel(h.t.Context())
	s := &testStream{sink: &sink{}, leave: leave, ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		s.err = h.hub.Serve(ctx, s.sink, who)
	}()
	h.t.Cleanup(func() {
		leave()
		<-s.ended
	})
	return s
}

// hasEnded reports whether the stream has ended.
func (s *testStream) hasEnded() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

var errBroken = errors.New("the connection broke")

// sink is a connection that can be slow, which makes writes exceed their deadline, or broken.
type sink struct {
	mu       sync.Mutex
	written  strings.Builder
	flushed  int
	deadline time.Time
	slow     time.Duration
	broken   bool
}

func (s *sink) Write(b []byte) (int, error) {
	s.mu.Lock()
	slow, deadline, broken := s.slow, s.deadline, s.broken
	s.mu.Unlock()
	if broken {
		return 0, errBroken
	}
	if slow > 0 {
		if left := time.Until(deadline); left < slow {
			time.Sleep(left)
			return 0, os.ErrDeadlineExceeded
		}
		time.Sleep(slow)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.Write(b)
}

func (s *sink) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flushed = s.written.Len()
	return nil
}

func (s *sink) SetWriteDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadline = t
	return nil
}

// set changes the connection while it is used.
func (s *sink) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// events returns the events so far, without heartbeats.
func (s *sink) events() (events []receivedEvent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range decode(s.written.String()[:s.flushed]) {
		if e.Name != "beat" {
			events = append(events, e)
		}
	}
	return events
}

// lastID returns the id that a browser would send when it reconnects.
func (s *sink) lastID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := decode(s.written.String())
	if len(events) == 0 {
		return ""
	}
	return events[len(events)-1].ID
}

func data(events []receivedEvent) []string {
	all := []string{}
	for _, e := range events {
		all = append(all, e.Data)
	}
	return all
}

func requireEvents(t *testing.T, s *testStream, want ...string) {
	t.Helper()
	require.Equal(t, fmt.Sprint(want), fmt.Sprint(data(s.sink.events())))
}
