package ionossim

import (
	"cmp"
	"slices"
	"time"
)

// DelayedCall is a call that a gateway delays after its client was answered or gave up.
type DelayedCall struct {
	Method string    `json:"method"`
	Path   string    `json:"path"` // beneath /cloudapi/v6
	Due    time.Time `json:"due"`  // when it is forwarded
}

// gateway delays calls on their way to the API. Like the queues it advances only with calls, and it is lost when
// the simulator stops. The simulator's lock guards it.
type gateway struct{ delayed []*delayedCall }

type delayedCall struct {
	call *call
	due  time.Time
}

func (g *gateway) hold(c *call, due time.Time) {
	g.delayed = append(g.delayed, &delayedCall{c, due})
	slices.SortStableFunc(g.delayed, func(a, b *delayedCall) int { return cmp.Compare(a.due.UnixNano(), b.due.UnixNano()) })
}

// next removes and returns the first due call, or nil.
func (g *gateway) next(now time.Time) *delayedCall {
	if len(g.delayed) == 0 || g.delayed[0].due.After(now) {
		return nil
	}
	first := g.delayed[0]
	g.delayed = slices.Delete(g.delayed, 0, 1)
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

// forwardDelayed forwards a delayed call to the API. No client waits for the response. The lock must be held.
func (s *Sim) forwardDelayed(h *delayedCall, at time.Time) {
	a, err := s.carryOut(h.call, at)
	if err != nil {
		s.log.Debug("refuse delayed call", "route", h.call.route, "error", err)
		return
	}
	s.log.Debug("forward delayed call", "route", h.call.route, "status", a.status)
}

// DelayedCalls lists the delayed calls, next one first.
func (s *Sim) DelayedCalls() []DelayedCall {
	s.lock()
	defer s.mu.Unlock()
	var all []DelayedCall
	for _, h := range s.gateway.delayed {
		all = append(all, DelayedCall{Method: h.call.method, Path: h.call.path, Due: h.due})
	}
	return all
}

// ForwardDelayed forwards all delayed calls now, in the order of their due times.
func (s *Sim) ForwardDelayed() {
	now := s.lock()
	defer s.mu.Unlock()
	delayed := s.gateway.delayed
	s.gateway.delayed = nil
	for _, h := range delayed {
		s.forwardDelayed(h, now)
	}
}
