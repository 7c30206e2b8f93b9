package polling

import (
	"cmp"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// The number of calls in six watched intervals and in one slow interval, besides one in each for the recent
// requests. With the default intervals that is at most 24 calls a minute with subscribers, and 9 without.
const (
	callsWatched = 14
	callsAtRest  = 6
	mostWatched  = 18 // in any six watched intervals, whatever other clients change
)

// pick returns at most one of the due background resources: the one most overdue for its interval, and only
// when enough time has passed since the calls before it. Nothing is read above the limit for watched intervals.
func (m *Mirror) pick(due []inventory.Resource, next, now time.Time, need pollDemand) ([]inventory.Resource, time.Time) {
	due, next = m.affordable(due, next, now, need)
	var idle, pressing []inventory.Resource
	for _, resource := range due {
		if m.background(resource, now, need) {
			idle = append(idle, resource)
		} else {
			pressing = append(pressing, resource)
		}
	}
	if len(idle) == 0 {
		return pressing, next
	}
	if now.Before(m.backgroundAt) {
		for _, resource := range idle {
			if isContractListing(resource) {
				next = earlier(next, m.states[resource].triedAt.Add(m.longest(need)))
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

// affordable returns the due resources that fit into the limit of calls in six watched intervals, and the time
// when more of them do.
func (m *Mirror) affordable(due []inventory.Resource, next, now time.Time, need pollDemand) ([]inventory.Resource, time.Time) {
	window := 6 * m.intervals.Watched
	m.counted = slices.DeleteFunc(m.counted, func(at time.Time) bool { return now.Sub(at) >= window })
	room := mostWatched - len(m.counted)
	slices.SortFunc(due, func(a, b inventory.Resource) int { return m.comparePriority(a, b, now, need) })
	return slices.DeleteFunc(due, func(resource inventory.Resource) bool {
		if m.uncounted(resource, now, need) {
			return false
		}
		if calls := callsOf(resource); calls <= room {
			room -= calls
			return false
		}
		room = 0 // or what takes one call would always overtake what takes two
		if len(m.counted) > 0 {
			next = earlier(next, m.counted[0].Add(window))
		}
		return true
	}), next
}

// comparePriority orders background resources after the others, and the most overdue first.
func (m *Mirror) comparePriority(a, b inventory.Resource, now time.Time, need pollDemand) int {
	background := func(resource inventory.Resource) int {
		if m.background(resource, now, need) {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(background(a), background(b)), cmp.Compare(m.overdue(b, now, need), m.overdue(a, now, need)), cmp.Compare(a, b))
}

// uncounted reports whether a poll is outside the limits: the first one of a resource, the recent requests, which
// have a share of their own, and what an operation of ours waits for, which would stop background polling for hours.
func (m *Mirror) uncounted(resource inventory.Resource, now time.Time, need pollDemand) bool {
	return resource == inventory.ResourceRecent || m.states[resource].triedAt.IsZero() || need.active && !m.background(resource, now, need)
}

// callsOf is the number of calls that a poll of a resource takes.
func callsOf(resource inventory.Resource) int {
	if _, inside := resource.DatacenterID(); inside {
		return 2
	}
	return 1
}

// background reports whether a resource is due only because of its age, or because another client changes
// something.
func (m *Mirror) background(resource inventory.Resource, now time.Time, need pollDemand) bool {
	s := m.states[resource]
	switch {
	case resource == inventory.ResourceRecent, m.forced[resource], s.triedAt.IsZero(), s.failure != nil:
		return false
	case resource == inventory.ResourceRequests:
		return !need.active
	case isContractListing(resource):
		return !(need.active && resource != inventory.ResourceLabels) && now.Sub(s.triedAt) < m.longest(need)
	}
	id, inside := resource.DatacenterID()
	return !inside || !need.active || need.view.VolumesInTransition(id) == 0
}

// isContractListing reports whether a resource is a listing of the whole contract, which no page may show older
// than the slow interval.
func isContractListing(resource inventory.Resource) bool {
	return resource == inventory.ResourceDatacenters || resource == inventory.ResourceSnapshots || resource == inventory.ResourceLabels
}

func (m *Mirror) longest(need pollDemand) time.Duration {
	return time.Duration(float64(m.intervals.Slow) * need.backoff)
}

// overdue is the age of a resource divided by its interval.
func (m *Mirror) overdue(resource inventory.Resource, now time.Time, need pollDemand) float64 {
	s := m.states[resource]
	late := now.Sub(s.triedAt).Seconds() / m.interval(resource, need).Seconds()
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

// postpone delays background polling by the calls that begin.
func (m *Mirror) postpone(begin []inventory.Resource, now time.Time, need pollDemand) {
	for _, resource := range begin {
		if m.uncounted(resource, now, need) {
			continue
		}
		calls := callsOf(resource)
		m.counted = append(m.counted, slices.Repeat([]time.Time{now}, calls)...)
		m.backgroundAt = later(m.backgroundAt, now).Add(time.Duration(calls) * m.backgroundGap(need))
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
