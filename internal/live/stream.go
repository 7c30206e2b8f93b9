package live

import (
	"context"
	"fmt"
	"io"
	"time"
)

// writeTimeout is how long a viewer may take to read; who is slower is disconnected and
// catches up when it comes back.
const writeTimeout = 10 * time.Second

// maxStream is how long a stream lives before the browser is asked to connect anew.
const maxStream = 30 * time.Minute

// Sink is where a stream is written to.
type Sink interface {
	io.Writer
	Flush() error
	SetWriteDeadline(time.Time) error
}

// Viewer is who opens a stream.
type Viewer struct {
	Page   string // the address of the page, with its query
	User   string
	LastID string      // the last event id that the browser saw, or empty
	Alive  func() bool // reports whether the session still holds; asked at each heartbeat, by another goroutine
}

// Serve writes a stream until the viewer leaves, the session ends or the hub stops.
func (h *Hub) Serve(ctx context.Context, to Sink, who Viewer) error {
	v := newViewer(who)
	h.join(who.Page, v)
	defer h.leave(who.Page, v)
	if err := h.stream(ctx, to, who, v); err != nil {
		return fmt.Errorf("write to a viewer: %w", err)
	}
	return to.SetWriteDeadline(time.Time{}) // the connection may serve other requests after this one
}

func (h *Hub) stream(ctx context.Context, to Sink, who Viewer, v *viewer) error {
	at := h.start(who)
	out := &writer{sink: to}
	out.raw([]byte("retry: 1000\n\n"))
	out.messages([]message{{at, event("beat", h.beat())}})
	for {
		var news []message
		news, at = h.news(who.Page, who.User, at)
		out.messages(news)
		if err := out.flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-h.closed:
			return nil
		case <-v.wake:
		}
		switch v.call.Swap(nothing) {
		case livedOut:
			return nil
		case expired:
			out.raw(event("end", []byte("session")))
			return out.flush()
		case aBeat:
			out.raw(*h.lastBeat.Load())
		}
	}
}

// start is where a viewer's stream begins: where it broke off, or at the beginning.
func (h *Hub) start(who Viewer) position {
	at, ok := parsePosition(who.LastID)
	if ok && at.epoch == h.epoch {
		return position{epoch: h.epoch, notice: at.notice}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	fresh := position{epoch: h.epoch}
	if n := h.notices[who.User]; n != nil {
		fresh.notice = n.last
	}
	return fresh
}

// writer collects the first error of a stream.
type writer struct {
	sink Sink
	err  error
	any  bool
}

func (w *writer) raw(b []byte) {
	if w.err != nil {
		return
	}
	if !w.any {
		w.any = true
		w.err = w.sink.SetWriteDeadline(time.Now().Add(writeTimeout))
	}
	if w.err == nil {
		_, w.err = w.sink.Write(b)
	}
}

func (w *writer) messages(news []message) {
	for _, m := range news {
		w.raw([]byte("id: " + m.at.String() + "\n"))
		w.raw(m.event)
	}
}

func (w *writer) flush() error {
	if w.err != nil || !w.any {
		return w.err
	}
	w.any = false
	return w.sink.Flush()
}
