package ionossim

import (
	"cmp"
	"slices"
	"time"
)

// HeldCall is a call held by a gateway after its client was answered or gave up.
type HeldCall struct {
	Method string    `json:"method"`
	Path   string    `json:"path"` // beneath /cloudapi/v6
	Due    time.Time `json:"due"`  // when it is forwarded
}

// gateway holds calls on their way to the API. Like the queues it advances only with calls, and it is lost when
// the simulator stops. The simulator's lock guards it.
type gateway struct{ held []*heldCall }

type heldCall struct {
	call *call
	due  time.Time
}

func (g *gateway) hold(c *call, due time.Time) {
	g.held = append(g.held, &heldCall{c, due})
	slices.SortStableFunc(g.held, func(a, b *heldCall) int { return cmp.Compare(a.due.UnixNano(), b.due.UnixNano()) })
}

// next removes and returns the first due call, or nil.
func (g *gateway) next(now time.Time) *heldCall {
	if len(g.held) == 0 || g.held[0].due.After(now) {
		return nil
	}
	first := g.held[0]
	g.held = slices.Delete(g.held, 0, 1)
	return first
}

// faultHold makes a gateway hold the call and answer in the API's place, if a fault demands it.
func (e *exchange) faultHold() (spent bool) {
	hits := e.faults.match(stageHold, e.faultTarget())
	if len(hits) == 0 {
		return false
	}
	c := e.newCall()
	c.header = c.header.Clone() // the client's request may end first
	e.sim.mu.Lock()
	e.sim.gateway.hold(c, e.sim.advance().Add(hits[0].Hold))
	e.sim.mu.Unlock()
	return !wait(e.r.Context(), hits[0].Delay) || e.respondWith(hits[0])
}

// forwardHeld forwards a held call to the API. No client waits for the response. The lock must be held.
func (s *Sim) forwardHeld(h *heldCall, at time.Time) {
	a, err := s.carryOut(h.call, at)
	if err != nil {
		s.log.Debug("refuse delayed call", "route", h.call.route, "error", err)
		return
	}
	s.log.Debug("forward delayed call", "route", h.call.route, "status", a.status)
}

// HeldCalls lists the held calls, next one first.
func (s *Sim) HeldCalls() []HeldCall {
	s.lock()
	defer s.mu.Unlock()
	var all []HeldCall
	for _, h := range s.gateway.held {
		all = append(all, HeldCall{Method: h.call.method, Path: h.call.path, Due: h.due})
	}
	return all
}

// ForwardHeld forwards all held calls at once, in the order of their due times.
func (s *Sim) ForwardHeld() {
	now := s.lock()
	defer s.mu.Unlock()
	held := s.gateway.held
	s.gateway.held = nil
	for _, h := range held {
		s.forwardHeld(h, now)
	}
}
