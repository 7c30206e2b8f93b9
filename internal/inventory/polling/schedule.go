package polling

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/inventory"
)

// maxSleep bounds the mirror's sleep, and so the delay after a change of demand that it was not notified of.
const maxSleep = time.Minute

type pollDemand struct {
	view    *inventory.View
	moving  bool // something is in transition
	active  bool // an operation of ours is running
	watched bool
	backoff float64
}

// currentDemand reads the demand now, so that a new subscriber or operation shortens intervals that have begun.
func (m *Mirror) currentDemand() pollDemand {
	view, active := m.view.Load(), m.demand.active()
	return pollDemand{
		view: view, moving: active || view.InTransition(), active: active,
		watched: m.demand.watched(), backoff: m.demand.backoff(),
	}
}

// plan returns the resources to poll now, as far as slots are free, and the time until the next one is due.
func (m *Mirror) plan(running map[inventory.Resource]bool) (begin []inventory.Resource, rest time.Duration) {
	need := m.currentDemand()
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	next := now.Add(maxSleep)
	for resource, s := range m.states {
		if running[resource] {
			continue
		}
		at := m.dueAt(resource, s, need)
		if !at.After(now) {
			begin = append(begin, resource)
		} else if at.Before(next) {
			next = at
		}
	}
	begin, next = m.pick(begin, next, now, need)
	slices.SortFunc(begin, m.compareDue)
	for i, resource := range begin {
		if len(running)+i >= maxConcurrent(resource) {
			begin = begin[:i]
			break
		}
	}
	m.postpone(begin, now, need)
	return begin, next.Sub(now)
}

func (m *Mirror) compareDue(a, b inventory.Resource) int {
	return cmp.Or(cmp.Compare(resourceOrder(a), resourceOrder(b)), m.states[a].triedAt.Compare(m.states[b].triedAt), cmp.Compare(a, b))
}

// maxConcurrent is the number of slots for a resource.
func maxConcurrent(resource inventory.Resource) int {
	if _, inside := resource.DatacenterID(); inside {
		return maxReads - 1
	}
	return maxReads
}

func (m *Mirror) dueAt(resource inventory.Resource, s *resourceState, need pollDemand) time.Time {
	switch {
	case s.failure != nil:
		return s.notBefore
	case m.waitsForDatacenters(resource, s):
		return m.now().Add(maxSleep)
	case m.forced[resource] || s.changed || s.triedAt.IsZero():
		return time.Time{}
	}
	return s.triedAt.Add(m.interval(resource, need))
}

// waitsForDatacenters reports whether a resource waits for the list of data centers: after a start, contents of
// cached data centers are not polled before that list was read.
func (m *Mirror) waitsForDatacenters(resource inventory.Resource, s *resourceState) bool {
	_, inside := resource.DatacenterID()
	return inside && s.cached && m.states[inventory.ResourceDatacenters].cached
}

func (m *Mirror) force(resources ...inventory.Resource) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range resources {
		if m.states[p] != nil {
			m.forced[p] = true
		}
	}
}

// expectChange makes resources due in the background.
func (m *Mirror) expectChange(resources ...inventory.Resource) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range resources {
		m.states[p].changed = true
	}
}

func (m *Mirror) markStarted(resource inventory.Resource) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.forced, resource)
	m.states[resource].triedAt, m.states[resource].changed = m.now(), false
}

// triedAt is when the last poll of a resource began.
func (m *Mirror) triedAt(resource inventory.Resource) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.states[resource].triedAt
}

// succeeded records a success and reports whether it ends a failure.
func (m *Mirror) succeeded(r pollResult) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.states[r.resource]
	healed := s.failure != nil
	s.readAt, s.cached, s.failure, s.tries = s.triedAt, false, nil, 0
	return healed
}

// failed records a failure and reports whether it differs from the last one.
func (m *Mirror) failed(r pollResult) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.states[r.resource]
	changed := s.failure == nil || errorKind(s.failure) != errorKind(r.err)
	if s.failure == nil {
		s.since = m.now()
	}
	s.failure, s.tries = r.err, s.tries+1
	s.notBefore = m.now().Add(m.backoff(r.err, s.tries))
	return changed
}

// backoff is the pause after a failure: Retry-After if given, else doubling from the fast to the watched
// interval.
func (m *Mirror) backoff(err error, tries int) time.Duration {
	if fault, ok := errors.AsType[*inventory.APIError](err); ok && fault.RetryAfter > 0 {
		return fault.RetryAfter
	}
	if errors.Is(err, inventory.ErrForbidden) || errors.Is(err, inventory.ErrMethod) {
		return m.intervals.Slow
	}
	return backoff.Doubling(m.intervals.Fast, max(m.intervals.Watched, m.intervals.Fast), tries)
}

func (m *Mirror) updateHealth() {
	h := inventory.Health{BackingOff: m.demand.backoff() > 1}
	m.mu.Lock()
	defer m.mu.Unlock()
	for resource, s := range m.states {
		if s.readAt.After(h.ReadAt) {
			h.ReadAt = s.readAt
		}
		if s.failure == nil {
			continue
		}
		failure := inventory.ReadFailure{Resource: resource, Err: s.failure, Since: s.since, Tries: s.tries, Next: s.notBefore}
		if id, ok := resource.DatacenterID(); ok {
			failure.Name = m.nameOf(id)
		}
		h.Failures = append(h.Failures, failure)
	}
	h.ReadAt = h.ReadAt.Round(0) // the monotonic clock stands still while a machine is suspended
	slices.SortFunc(h.Failures, func(a, b inventory.ReadFailure) int {
		return cmp.Or(cmp.Compare(resourceOrder(a.Resource), resourceOrder(b.Resource)), cmp.Compare(a.Resource, b.Resource))
	})
	m.health.Store(&h)
}

func (m *Mirror) nameOf(datacenterID string) string {
	for _, dc := range m.data.Datacenters {
		if dc.ID == datacenterID {
			return dc.Name
		}
	}
	return datacenterID
}

// contractResources lists all resources but the contents of data centers, in the order in which they are polled.
func contractResources() []inventory.Resource {
	return []inventory.Resource{
		inventory.ResourceRequests, inventory.ResourceRecent, inventory.ResourceDatacenters, inventory.ResourceSnapshots,
		inventory.ResourceLabels, inventory.ResourceContract, inventory.ResourceLocations,
	}
}

func resourceOrder(p inventory.Resource) int {
	order := contractResources()
	if i := slices.Index(order, p); i >= 0 {
		return i
	}
	return len(order)
}

func errorKind(err error) error {
	if fault, ok := errors.AsType[*inventory.APIError](err); ok {
		return fault.Kind
	}
	return err
}
