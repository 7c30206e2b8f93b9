package live

import (
	"context"
	"sync/atomic"
	"time"
)

// heartbeatSlotCount is over how many moments of an interval the subscribers are spread, so that a crowd is not
// told all at once that it is live.
const heartbeatSlotCount = 16

// What a subscriber is called for, besides news; what matters most last.
const (
	callNone           uint32 = iota
	callHeartbeat             // to be told that it is live
	callSessionExpired        // its session has ended
	callMaxAge                // to connect again
)

// subscriber is an open stream as the hub knows it. Its clock and its session are looked after in
// one place for all subscribers: a timer and a look into the database for each of them, on a
// stack of its own, would take more memory than everything else.
type subscriber struct {
	user      string
	name      string  // of its stream
	pages     []*seen // guarded by the hub's lock
	alive     func() bool
	expiresAt time.Time
	slot      int // in which moment of the interval it is told
	wakeup    chan struct{}
	call      atomic.Uint32
}

func newSubscriber(who Subscriber) *subscriber {
	return &subscriber{user: who.User, name: who.Stream, alive: who.Alive, expiresAt: time.Now().Add(maxStream), wakeup: make(chan struct{}, 1)}
}

func (v *subscriber) signal() {
	select {
	case v.wakeup <- struct{}{}:
	default:
	}
}

// request calls a subscriber for something, unless it is called for something that matters more.
func (v *subscriber) request(what uint32) {
	if v.call.Load() < what {
		v.call.Store(what)
	}
	v.signal()
}

// runHeartbeats tells all subscribers now and then that they are live, until the context ends.
func (h *Hub) runHeartbeats(ctx context.Context) {
	tick := time.NewTicker(h.interval / heartbeatSlotCount)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			h.signalDue(h.nextSlot(), now)
		}
	}
}

// nextSlot returns the subscribers of the next moment.
func (h *Hub) nextSlot() []*subscriber {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.currentSlot = (h.currentSlot + 1) % heartbeatSlotCount
	due := make([]*subscriber, 0, len(h.heartbeatSlots[h.currentSlot]))
	for v := range h.heartbeatSlots[h.currentSlot] {
		due = append(due, v)
	}
	return due
}

// signalDue tells subscribers that they are live, and ends the streams whose time or session is over.
func (h *Hub) signalDue(due []*subscriber, now time.Time) {
	if len(due) == 0 {
		return
	}
	heartbeat := event("beat", h.heartbeat())
	h.lastHeartbeat.Store(&heartbeat)
	for _, v := range due {
		if now.Before(v.expiresAt) {
			v.request(callHeartbeat)
		} else {
			v.request(callMaxAge)
		}
	}
	for _, v := range due { // which may have to ask the database
		if !v.alive() {
			v.request(callSessionExpired)
		}
	}
}
