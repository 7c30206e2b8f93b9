package inventory

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// maxRest bounds how long the mirror sleeps, so that a change of demand is never missed for long.
const maxRest = time.Minute

// need is how closely the mirror should look at one moment.
type need struct {
	view    *View
	moving  bool // something is in transition
	hurry   bool // an operation of ours is
	watched bool
	stretch float64
}

// need asks for the demand of the moment, so that a new viewer or operation shortens
// intervals that have begun already.
func (m *Mirror) need() need {
	view, hurry := m.view.Load(), m.demand.hurry()
	return need{
		view: view, moving: hurry || view.InTransition(), hurry: hurry,
		watched: m.demand.watched(), stretch: m.demand.stretch(),
	}
}

// plan returns the parts to read now, as far as there are slots beside those that are
// running, and how long nothing else will be due.
func (m *Mirror) plan(running map[Part]bool) (begin []Part, rest time.Duration) {
	need := m.need()
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	next := now.Add(maxRest)
	for part, s := range m.states {
		if running[part] {
			continue
		}
		at := m.dueAt(part, s, need)
		if !at.After(now) {
			begin = append(begin, part)
		} else if at.Before(next) {
			next = at
		}
	}
	begin, next = m.pick(begin, next, now, need)
	slices.SortFunc(begin, m.sooner)
	for i, part := range begin {
		if len(running)+i >= slots(part) {
			begin = begin[:i]
			break
		}
	}
	m.postpone(begin, now, need)
	return begin, next.Sub(now)
}

// sooner orders parts that are due.
func (m *Mirror) sooner(a, b Part) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), m.states[a].triedAt.Compare(m.states[b].triedAt), cmp.Compare(a, b))
}

// slots is how many parts may be running when a part begins.
func slots(part Part) int {
	if _, inside := part.datacenterID(); inside {
		return readers - 1
	}
	return readers
}

func (m *Mirror) dueAt(part Part, s *partState, need need) time.Time {
	switch {
	case s.failure != nil:
		return s.notBefore
	case m.held(part, s):
		return m.now().Add(maxRest)
	case m.forced[part] || s.changed || s.triedAt.IsZero():
		return time.Time{}
	}
	return s.triedAt.Add(m.interval(part, need))
}

// held reports whether a part waits for the list of data centers: while that cannot be read
// after a start, neither can what stands in those that were known before.
func (m *Mirror) held(part Part, s *partState) bool {
	_, inside := part.datacenterID()
	return inside && s.cached && m.states[PartDatacenters].cached
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

// expectChange lets parts be read in the background as soon as there is room.
func (m *Mirror) expectChange(parts ...Part) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range parts {
		m.states[p].changed = true
	}
}

func (m *Mirror) begin(part Part) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.forced, part)
	m.states[part].triedAt, m.states[part].changed = m.now(), false
}

// triedAt is when a part was last begun to be read.
func (m *Mirror) triedAt(part Part) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.states[part].triedAt
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
	s.readAt, s.cached, s.failure, s.tries = s.triedAt, false, nil, 0
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
	h := Health{Stretched: m.demand.stretch() > 1}
	m.mu.Lock()
	defer m.mu.Unlock()
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
	order := []Part{PartRequests, PartRecent, PartDatacenters, PartSnapshots, PartLabels, PartContract, PartLocations}
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
