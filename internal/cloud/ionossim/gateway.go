package ionossim

import (
	"cmp"
	"slices"
	"time"
)

// HeldCall is a call that a gateway holds although its client has been answered or has given up.
type HeldCall struct {
	Method string    `json:"method"`
	Path   string    `json:"path"` // beneath /cloudapi/v6
	Due    time.Time `json:"due"`  // when it is handed on
}

// gateway holds calls on their way to the API. Like the queues it moves only when the simulator is
// asked something, and it is forgotten when the simulator ends. The simulator's lock guards it.
type gateway struct{ held []*heldCall }

type heldCall struct {
	call *call
	due  time.Time
}

func (g *gateway) hold(c *call, due time.Time) {
	g.held = append(g.held, &heldCall{c, due})
	slices.SortStableFunc(g.held, func(a, b *heldCall) int { return cmp.Compare(a.due.UnixNano(), b.due.UnixNano()) })
}

// next removes and returns the first call that is due, or nil.
func (g *gateway) next(now time.Time) *heldCall {
	if len(g.held) == 0 || g.held[0].due.After(now) {
		return nil
	}
	first := g.held[0]
	g.held = slices.Delete(g.held, 0, 1)
	return first
}

// faultHold lets a gateway hold the call and answer in the API's place, if a fault demands it.
func (e *exchange) faultHold() (spent bool) {
	hits := e.faults.match(stageHold, e.faultTarget())
	if len(hits) == 0 {
		return false
	}
	c := e.newCall()
	c.header = c.header.Clone() // the caller's request may end first
	e.sim.mu.Lock()
	e.sim.gateway.hold(c, e.sim.advance().Add(hits[0].Hold))
	e.sim.mu.Unlock()
	return !wait(e.r.Context(), hits[0].Delay) || e.respondWith(hits[0])
}

// handOn gives a call to the API that a gateway has held until then. No client waits for the answer any more.
// The lock must be held.
func (s *Sim) handOn(h *heldCall, at time.Time) {
	a, err := s.carryOut(h.call, at)
	if err != nil {
		s.log.Debug("held call refused", "route", h.call.route, "error", err)
		return
	}
	s.log.Debug("held call handed on", "route", h.call.route, "status", a.status)
}

// HeldCalls lists the calls that a gateway holds, the next one first.
func (s *Sim) HeldCalls() []HeldCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance()
	var all []HeldCall
	for _, h := range s.gateway.held {
		all = append(all, HeldCall{Method: h.call.method, Path: h.call.path, Due: h.due})
	}
	return all
}

// HandOn hands on at once what a gateway holds, in the order in which it was due.
func (s *Sim) HandOn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.advance()
	held := s.gateway.held
	s.gateway.held = nil
	for _, h := range held {
		s.handOn(h, now)
	}
}
