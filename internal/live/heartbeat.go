package live

import (
	"context"
	"maps"
	"slices"
	"sync/atomic"
	"time"
)

// heartbeatSlotCount is the number of slots of an interval. Subscribers are spread over them, since thousands of
// heartbeats at once would delay everything else.
const heartbeatSlotCount = 16

// The reasons to wake a subscriber besides an update, most important last.
const (
	callNone           uint32 = iota
	callHeartbeat             // a heartbeat is due
	callSessionExpired        // its session has ended
	callMaxAge                // it must reconnect
)

// subscriber is an open stream. One goroutine watches the age and the session of all: a timer and a session look-up in
// each stream's own goroutine would grow its stack. Without them, and with two other changes, a stream takes 30 KB instead
// of 39 (docs/decisions/0012).
type subscriber struct {
	user      string
	name      string  // of its stream
	pages     []*seen // guarded by the hub's lock
	alive     func() bool
	expiresAt time.Time
	slot      int // of its heartbeats
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

// request wakes a subscriber for a reason, which replaces a less important one.
func (v *subscriber) request(what uint32) {
	if v.call.Load() < what {
		v.call.Store(what)
	}
	v.signal()
}

// runHeartbeats sends heartbeats to the slots in turn until the context ends.
func (h *Hub) runHeartbeats(ctx context.Context) {
	tick := time.NewTicker(h.config.HeartbeatInterval / heartbeatSlotCount)
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

func (h *Hub) nextSlot() []*subscriber {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.currentSlot = (h.currentSlot + 1) % heartbeatSlotCount
	return listOf(h.heartbeatSlots[h.currentSlot])
}

// listOf lists the subscribers of a set with a single allocation, since a set may have thousands.
func listOf(set map[*subscriber]struct{}) []*subscriber {
	return slices.AppendSeq(make([]*subscriber, 0, len(set)), maps.Keys(set))
}

// signalDue sends heartbeats to subscribers, and ends the streams that are too old or whose session has ended.
func (h *Hub) signalDue(due []*subscriber, now time.Time) {
	if len(due) == 0 {
		return
	}
	heartbeat := event("beat", h.config.Heartbeat())
	h.lastHeartbeat.Store(&heartbeat)
	for _, v := range due {
		if now.Before(v.expiresAt) {
			v.request(callHeartbeat)
		} else {
			v.request(callMaxAge)
		}
	}
	for _, v := range due { // last, since alive may query the database
		if !v.alive() {
			v.request(callSessionExpired)
		}
	}
}
