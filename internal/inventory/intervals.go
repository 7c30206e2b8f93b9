package inventory

import "time"

// listedOften is how many things a listing may have that is read each time somebody is served.
// One with more is read as much less often: what changes in it is still told by its request.
const listedOften = 2000

// interval is how long a part may rest between two readings.
func (m *Mirror) interval(part Resource, need pollDemand) time.Duration {
	return time.Duration(float64(m.unstretched(part, need)) * need.backoff)
}

func (m *Mirror) unstretched(part Resource, need pollDemand) time.Duration {
	p := m.intervals
	switch part {
	case ResourceRequests:
		return m.ofRequests(need)
	case PartRecent:
		return p.forViewers(need)
	case ResourceSnapshots:
		return p.ofContractListing(p.Watched, len(need.view.Snapshots), 3, need)
	case ResourceDatacenters:
		return p.ofContractListing(2*p.Watched, len(need.view.Datacenters), 5, need)
	case ResourceLabels:
		return p.ofContractListing(p.Watched, len(need.view.index.labels), 0, need)
	case ResourceContract:
		if need.watched {
			return p.Slow
		}
		return 5 * p.Slow
	case ResourceLocations:
		return 60 * p.Slow
	default:
		if id, _ := part.datacenterID(); need.view.index.inTransitionIn[id] > 0 {
			return min(5*p.Fast, 10*p.Slow)
		}
		return 10 * p.Slow
	}
}

// ofRequests is how often the open requests are listed. Those that come are among the recent ones,
// so that while none is open there is little reason to, as long as the recent ones can be read.
func (m *Mirror) ofRequests(need pollDemand) time.Duration {
	switch {
	case need.active:
		return m.intervals.Fast
	case need.moving:
		return min(3*m.intervals.Fast, m.intervals.forViewers(need))
	case m.states[PartRecent].failure == nil:
		return 5 * m.intervals.Slow
	default:
		return m.intervals.forViewers(need)
	}
}

// forViewers is how long a part rests that is read each time somebody who looks is served.
func (p Intervals) forViewers(need pollDemand) time.Duration {
	if need.watched {
		return p.Watched
	}
	return p.Slow
}

// ofContractListing is how long a listing of the whole contract rests: one of few things for as long as watched
// says while somebody looks, and for so many fast intervals while something moves; zero: it is not
// read more often then.
func (p Intervals) ofContractListing(watched time.Duration, items, fast int, need pollDemand) time.Duration {
	rest := p.Slow
	if need.watched {
		rest = min(rest, watched*time.Duration(1+max(0, items-1)/listedOften))
	}
	if need.moving && fast > 0 {
		rest = min(rest, time.Duration(fast)*p.Fast)
	}
	return rest
}
