package live

import (
	"context"
	"sync/atomic"
	"time"
)

// beats is over how many moments of an interval the viewers are spread, so that a crowd is not
// told all at once that it is live.
const beats = 16

// What a viewer is called for, besides news; what matters most last.
const (
	nothing  uint32 = iota
	aBeat           // to be told that it is live
	expired         // its session has ended
	livedOut        // to connect anew
)

// viewer is an open stream as the hub knows it. Its clock and its session are looked after in
// one place for all viewers: a timer and a look into the database for each of them, on a
// stack of its own, would take more memory than everything else.
type viewer struct {
	user  string
	name  string  // of its stream
	pages []*seen // guarded by the hub's lock
	alive func() bool
	ends  time.Time
	beat  int // in which moment of the interval it is told
	wake  chan struct{}
	call  atomic.Uint32
}

func newViewer(who Viewer) *viewer {
	return &viewer{user: who.User, name: who.Stream, alive: who.Alive, ends: time.Now().Add(maxStream), wake: make(chan struct{}, 1)}
}

func (v *viewer) signal() {
	select {
	case v.wake <- struct{}{}:
	default:
	}
}

// summon calls a viewer for something, unless it is called for something that matters more.
func (v *viewer) summon(what uint32) {
	if v.call.Load() < what {
		v.call.Store(what)
	}
	v.signal()
}

// pulse tells all viewers now and then that they are live, until the context ends.
func (h *Hub) pulse(ctx context.Context) {
	tick := time.NewTicker(h.every / beats)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			h.callOut(h.nextBeat(), now)
		}
	}
}

// nextBeat returns the viewers of the next moment.
func (h *Hub) nextBeat() []*viewer {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.moment = (h.moment + 1) % beats
	due := make([]*viewer, 0, len(h.seats[h.moment]))
	for v := range h.seats[h.moment] {
		due = append(due, v)
	}
	return due
}

// callOut tells viewers that they are live, and ends the streams whose time or session is over.
func (h *Hub) callOut(due []*viewer, now time.Time) {
	if len(due) == 0 {
		return
	}
	beat := event("beat", h.beat())
	h.lastBeat.Store(&beat)
	for _, v := range due {
		if now.Before(v.ends) {
			v.summon(aBeat)
		} else {
			v.summon(livedOut)
		}
	}
	for _, v := range due { // which may have to ask the database
		if !v.alive() {
			v.summon(expired)
		}
	}
}
