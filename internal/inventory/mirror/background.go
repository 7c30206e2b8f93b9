package mirror

import (
	"cmp"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// The number of calls in six watched intervals and in one slow interval, besides one in each for the recent
// requests. With the default intervals that is at most 24 calls a minute with subscribers, and 9 without.
const (
	callsWatched = 15
	callsAtRest  = 6
)

// pick returns at most one of the due background resources: the one most overdue for its interval, and only
// when enough time has passed since the calls before it.
func (m *Mirror) pick(due []inventory.Resource, next, now time.Time, need pollDemand) ([]inventory.Resource, time.Time) {
	var idle, pressing []inventory.Resource
	for _, part := range due {
		if m.background(part, now, need) {
			idle = append(idle, part)
		} else {
			pressing = append(pressing, part)
		}
	}
	if len(idle) == 0 {
		return pressing, next
	}
	if now.Before(m.backgroundAt) {
		for _, part := range idle {
			if isContractListing(part) {
				next = earlier(next, m.states[part].triedAt.Add(m.longest(need)))
			}
		}
		return pressing, earlier(next, m.backgroundAt)
	}
	first := slices.MaxFunc(idle, func(a, b inventory.Resource) int {
		return cmp.Or(cmp.Compare(m.overdue(a, now, need), m.overdue(b, now, need)), cmp.Compare(b, a))
	})
	if len(idle) > 1 {
		next = earlier(next, now.Add(m.backgroundGap(need)))
	}
	return append(pressing, first), next
}

// background reports whether a resource is due only because of its age, or because another client changes
// something.
func (m *Mirror) background(part inventory.Resource, now time.Time, need pollDemand) bool {
	s := m.states[part]
	switch {
	case part == inventory.ResourceRecent, m.forced[part], s.triedAt.IsZero(), s.failure != nil:
		return false
	case part == inventory.ResourceRequests:
		return !need.active
	case isContractListing(part):
		return !(need.active && part != inventory.ResourceLabels) && now.Sub(s.triedAt) < m.longest(need)
	}
	id, inside := part.DatacenterID()
	return !inside || !need.active || need.view.VolumesInTransition(id) == 0
}

// isContractListing reports whether a resource is a listing of the whole contract, which no page may show older
// than the slow interval.
func isContractListing(part inventory.Resource) bool {
	return part == inventory.ResourceDatacenters || part == inventory.ResourceSnapshots || part == inventory.ResourceLabels
}

func (m *Mirror) longest(need pollDemand) time.Duration {
	return time.Duration(float64(m.intervals.Slow) * need.backoff)
}

// overdue is the age of a resource divided by its interval.
func (m *Mirror) overdue(part inventory.Resource, now time.Time, need pollDemand) float64 {
	s := m.states[part]
	late := now.Sub(s.triedAt).Seconds() / m.interval(part, need).Seconds()
	if s.changed {
		late++
	}
	return late
}

// backgroundGap is the time that one call takes from the budget of background polling.
func (m *Mirror) backgroundGap(need pollDemand) time.Duration {
	gap := m.intervals.Slow / callsAtRest
	if need.watched {
		gap = min(gap, 6*m.intervals.Watched/callsWatched)
	}
	return time.Duration(float64(gap) * need.backoff)
}

// postpone delays background polling by the calls that begin. The first load does not count. Calls that an
// operation of ours waits for do not count either, or a long operation would stop background polling for hours.
func (m *Mirror) postpone(begin []inventory.Resource, now time.Time, need pollDemand) {
	for _, part := range begin {
		if part == inventory.ResourceRecent || m.states[part].triedAt.IsZero() || need.active && !m.background(part, now, need) {
			continue
		}
		calls := time.Duration(1)
		if _, inside := part.DatacenterID(); inside {
			calls = 2
		}
		m.backgroundAt = later(m.backgroundAt, now).Add(calls * m.backgroundGap(need))
	}
	m.backgroundAt = earlier(m.backgroundAt, now.Add(m.longest(need)))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
