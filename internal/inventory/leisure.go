package inventory

import (
	"slices"
	"time"
)

// spread leaves of the parts that are due and have all the time in the world at most one,
// and that one only in a quiet moment: what was read together at the start would otherwise
// be read together for ever. So an idle contract costs no more than four calls in any of the
// intervals in which somebody who looks is served.
func (m *Mirror) spread(due []Part, next, now time.Time, need need) ([]Part, time.Time) {
	var idle, pressing []Part
	for _, part := range due {
		if m.leisurely(part, need) {
			idle = append(idle, part)
		} else {
			pressing = append(pressing, part)
		}
	}
	if len(idle) == 0 {
		return due, next
	}
	gap := m.gap(need)
	quiet := m.lastCalls(need).Add(gap)
	switch {
	case now.Before(quiet):
		return pressing, earlier(next, quiet)
	case !need.moving && m.nextListing(need).Before(now.Add(gap)):
		return pressing, next
	default:
		return append(pressing, slices.MinFunc(idle, m.sooner)), next
	}
}

// leisurely reports whether a part is not read for more reason than that it was not for long.
func (m *Mirror) leisurely(part Part, need need) bool {
	s := m.states[part]
	if listing(part) || part == PartRequests || m.forced[part] || s.triedAt.IsZero() || s.failure != nil {
		return false
	}
	id, inside := part.datacenterID()
	return !inside || need.view.index.unsettledIn[id] == 0
}

// listing reports whether a part is one of the listings of the whole contract that are read
// in each slow interval.
func listing(part Part) bool {
	return part == PartDatacenters || part == PartSnapshots || part == PartLabels
}

// gap is how long leisurely readings keep away from each other and from the listings.
func (m *Mirror) gap(need need) time.Duration {
	return time.Duration(float64(min(m.pace.Watched, m.pace.Slow/6)) * need.stretch)
}

// lastCalls is when anything but the requests was last begun to be read. While something
// moves, the listings are read all the time and do not count.
func (m *Mirror) lastCalls(need need) time.Time {
	var last time.Time
	for part, s := range m.states {
		if part == PartRequests || need.moving && listing(part) {
			continue
		}
		if s.triedAt.After(last) {
			last = s.triedAt
		}
	}
	return last
}

// nextListing is when the first of the listings is due.
func (m *Mirror) nextListing(need need) time.Time {
	next := m.now().Add(maxRest)
	for part, s := range m.states {
		if listing(part) {
			next = earlier(next, m.dueAt(part, s, need))
		}
	}
	return next
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
