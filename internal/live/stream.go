package live

import (
	"context"
	"fmt"
	"io"
	"time"
)

// writeTimeout bounds each write. A slower subscriber is disconnected, and catches up when it reconnects.
const writeTimeout = 10 * time.Second

// maxStream is the maximal age of a stream, after which the browser reconnects.
const maxStream = 30 * time.Minute

// Sink receives a stream, as an HTTP response does.
type Sink interface {
	io.Writer
	Flush() error
	SetWriteDeadline(time.Time) error
}

// Subscriber describes a new stream.
type Subscriber struct {
	Pages  []Page
	Stream string // name by which pages can be added to it; empty: none will be
	User   string
	LastID string      // the last event id that the browser received, or empty
	Alive  func() bool // reports whether the session is valid; called at each heartbeat, by another goroutine
}

// Serve writes a stream until the subscriber leaves, the session ends or the hub stops.
func (h *Hub) Serve(ctx context.Context, to Sink, who Subscriber) error {
	v := newSubscriber(who)
	h.join(v, who.Pages)
	defer h.leave(v)
	if err := h.stream(ctx, to, who, v); err != nil {
		return fmt.Errorf("write to a subscriber: %w", err)
	}
	return to.SetWriteDeadline(time.Time{}) // the connection may serve other requests after this one
}

func (h *Hub) stream(ctx context.Context, to Sink, who Subscriber, v *subscriber) error {
	notice := h.start(who)
	out := &writer{sink: to}
	out.raw([]byte("retry: 1000\n\n"))
	out.messages([]message{{at: position{epoch: h.config.Epoch, notice: notice}, event: event("beat", h.config.Heartbeat())}})
	for {
		var unseen []message
		unseen, notice = h.unseen(v, notice)
		out.messages(unseen)
		if err := out.flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-h.closed:
			return nil
		case <-v.wakeup:
		}
		switch v.call.Swap(callNone) {
		case callMaxAge:
			return nil
		case callSessionExpired:
			out.raw(event("end", []byte("session")))
			return out.flush()
		case callHeartbeat:
			out.raw(*h.lastHeartbeat.Load())
		}
	}
}

// start returns the number of the last notice that a subscriber has received: by its last event id, else the latest.
func (h *Hub) start(who Subscriber) (notice uint64) {
	at, ok := parsePosition(who.LastID)
	if ok && at.epoch == h.config.Epoch {
		return at.notice
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := h.notices[who.User]; n != nil {
		return n.last
	}
	return 0
}

// writer remembers the first error of a stream and skips all later writes.
type writer struct {
	sink Sink
	err  error
	any  bool // something was written since the last flush
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

func (w *writer) messages(unseen []message) {
	for _, m := range unseen {
		w.raw([]byte("id: " + m.id() + "\n"))
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
