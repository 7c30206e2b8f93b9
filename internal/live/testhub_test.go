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

// hall is a hub with pages that a test writes.
type hall struct {
	t   *testing.T
	hub *Hub

	mu       sync.Mutex
	pages    map[string][]Fragment
	render   func(page string) // runs before each rendering
	failing  error
	rendered map[string]int
	alive    bool
	onView   int
	stop     context.CancelFunc
	ended    chan struct{}
}

// open runs a hub until the test's bubble ends.
func open(t *testing.T) *hall {
	h := &hall{t: t, pages: map[string][]Fragment{}, rendered: map[string]int{}, alive: true, ended: make(chan struct{})}
	h.hub = NewHub(Config{
		Render: h.fragments,
		Beat:   func() []byte { return []byte(`{"ok":true}`) },
		Epoch:  "e1",
		OnView: func() {
			h.hub.Viewers() // may be asked from there
			h.set(func() { h.onView++ })
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

func (h *hall) fragments(ctx context.Context, page string) ([]Fragment, error) {
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

// set changes the hall while it runs.
func (h *hall) set(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

// renderings returns how often a page was rendered.
func (h *hall) renderings(page string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rendered[page]
}

func (h *hall) isAlive() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.alive
}

// show changes a page and tells the hub.
func (h *hall) show(page string, fragments ...Fragment) {
	h.mu.Lock()
	h.pages[page] = fragments
	h.mu.Unlock()
	h.hub.Changed()
}

// seat is a viewer with an open stream.
type seat struct {
	sink  *sink
	leave context.CancelFunc
	err   error
	ended chan struct{}
}

// sit opens a stream.
func (h *hall) sit(page, user, lastID string) *seat {
	return h.serve(Viewer{Pages: []Page{{Address: page}}, User: user, LastID: lastID, Alive: h.isAlive})
}

func (h *hall) serve(who Viewer) *seat {
	ctx, leave := context.WithCancel(h.t.Context())
	s := &seat{sink: &sink{}, leave: leave, ended: make(chan struct{})}
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

// gone reports whether the stream has ended.
func (s *seat) gone() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

var errBroken = errors.New("the connection broke")

// sink is a connection. It can be slow, so that a write runs into its deadline, or broken.
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

// heard returns the events so far, without the beats.
func (s *sink) heard() (events []heard) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range decode(s.written.String()[:s.flushed]) {
		if e.Name != "beat" {
			events = append(events, e)
		}
	}
	return events
}

// lastID is what a browser would send when it connects again.
func (s *sink) lastID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := decode(s.written.String())
	if len(events) == 0 {
		return ""
	}
	return events[len(events)-1].ID
}

func data(events []heard) []string {
	all := []string{}
	for _, e := range events {
		all = append(all, e.Data)
	}
	return all
}

func requireHeard(t *testing.T, s *seat, want ...string) {
	t.Helper()
	require.Equal(t, fmt.Sprint(want), fmt.Sprint(data(s.sink.heard())))
}
