package inventory

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// maxRest bounds how long the mirror sleeps, so that a change of demand is never missed for long.
const maxRest = time.Minute

// due returns the parts that are to be read now, those of the whole contract first.
func (m *Mirror) due() []Part {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	var batch []Part
	for part, s := range m.states {
		if !m.dueAt(part, s).After(now) {
			batch = append(batch, part)
		}
	}
	slices.SortFunc(batch, func(a, b Part) int { return cmp.Compare(rank(a), rank(b)) })
	return batch
}

// untilNext is how long nothing is due.
func (m *Mirror) untilNext() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := m.now().Add(maxRest)
	for part, s := range m.states {
		if at := m.dueAt(part, s); at.Before(next) {
			next = at
		}
	}
	return max(0, next.Sub(m.now()))
}

// dueAt is computed from the demand of the moment, so that a new viewer or operation
// shortens intervals that have begun already.
func (m *Mirror) dueAt(part Part, s *partState) time.Time {
	if m.forced[part] && s.failure == nil {
		return time.Time{}
	}
	if s.failure != nil {
		return s.notBefore
	}
	if s.triedAt.IsZero() {
		return time.Time{}
	}
	moving := m.demand.hurry() || m.view.Load().InTransition()
	rest := m.pace.interval(part, moving, m.demand.watched())
	return s.triedAt.Add(time.Duration(float64(rest) * m.demand.stretch()))
}

func (m *Mirror) force(parts ...Part) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range parts {
		if m.states[p] != nil {
			m.forced[p] = true
		}
	}
}

func (m *Mirror) begin(part Part) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.forced, part)
	m.states[part].triedAt = m.now()
}

// succeeded notes a success and reports whether it ends a failure.
func (m *Mirror) succeeded(r reading) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.states[r.part]
	if s == nil {
		return false
	}
	healed := s.failure != nil
	s.readAt, s.failure, s.tries = s.triedAt, nil, 0
	return healed
}

// failed notes a failure and reports whether it is news.
func (m *Mirror) failed(r reading) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.states[r.part]
	if s == nil {
		return false
	}
	news := s.failure == nil || kindOf(s.failure) != kindOf(r.err)
	if s.failure == nil {
		s.since = m.now()
	}
	s.failure, s.tries = r.err, s.tries+1
	s.notBefore = m.now().Add(m.backoff(r.err, s.tries))
	return news
}

// backoff is how long a failing part is left alone: what the cloud asked for, else doubling
// from the fast pace up to the watched one.
func (m *Mirror) backoff(err error, tries int) time.Duration {
	var fault *Fault
	if errors.As(err, &fault) && fault.RetryAfter > 0 {
		return fault.RetryAfter
	}
	if errors.Is(err, ErrForbidden) || errors.Is(err, ErrMethod) {
		return m.pace.Slow
	}
	return min(m.pace.Fast<<min(tries, 6), max(m.pace.Watched, m.pace.Fast))
}

func (m *Mirror) beat() {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := Health{Stretched: m.demand.stretch() > 1}
	for part, s := range m.states {
		if s.readAt.After(h.ReadAt) {
			h.ReadAt = s.readAt
		}
		if s.failure == nil {
			continue
		}
		trouble := Trouble{Part: part, Err: s.failure, Since: s.since, Tries: s.tries, Next: s.notBefore}
		if id, ok := part.datacenterID(); ok {
			trouble.Name = m.nameOf(id)
		}
		h.Troubles = append(h.Troubles, trouble)
	}
	slices.SortFunc(h.Troubles, func(a, b Trouble) int {
		return cmp.Or(cmp.Compare(rank(a.Part), rank(b.Part)), cmp.Compare(a.Part, b.Part))
	})
	m.health.Store(&h)
}

func (m *Mirror) nameOf(datacenterID string) string {
	for _, dc := range m.known.datacenters {
		if dc.ID == datacenterID {
			return dc.Name
		}
	}
	return datacenterID
}

func rank(p Part) int {
	order := []Part{PartRequests, PartDatacenters, PartSnapshots, PartLabels, PartContract, PartLocations}
	if i := slices.Index(order, p); i >= 0 {
		return i
	}
	return len(order)
}

func kindOf(err error) error {
	var fault *Fault
	if errors.As(err, &fault) {
		return fault.Kind
	}
	return err
}
