package polling

import (
	"time"

	"snapdeck/internal/inventory"
)

// listedOften is the number of items up to which a listing is read in every watched interval. Larger ones are
// read proportionally less often; changes in them still show by their requests.
const listedOften = 2000

func (m *Mirror) interval(resource inventory.Resource, need pollDemand) time.Duration {
	return time.Duration(float64(m.baseInterval(resource, need)) * need.backoff)
}

func (m *Mirror) baseInterval(resource inventory.Resource, need pollDemand) time.Duration {
	p := m.intervals
	switch resource {
	case inventory.ResourceRequests:
		return m.ofRequests(need)
	case inventory.ResourceRecent:
		return p.forSubscribers(need)
	case inventory.ResourceSnapshots:
		return p.ofContractListing(p.Watched, len(need.view.Snapshots), 3, need)
	case inventory.ResourceDatacenters:
		return p.ofContractListing(2*p.Watched, len(need.view.Datacenters), 5, need)
	case inventory.ResourceLabels:
		return p.ofContractListing(p.Watched, need.view.CountLabels(), 0, need)
	case inventory.ResourceContract:
		if need.watched {
			return p.Slow
		}
		return 5 * p.Slow
	case inventory.ResourceLocations:
		return 60 * p.Slow
	default:
		if id, _ := resource.DatacenterID(); need.view.VolumesInTransition(id) > 0 {
			return min(5*p.Fast, 10*p.Slow)
		}
		return 10 * p.Slow
	}
}

// ofRequests is the interval of the open requests. New ones show among the recent requests, so while none is
// open and the recent ones can be read, they are rarely listed.
func (m *Mirror) ofRequests(need pollDemand) time.Duration {
	switch {
	case need.active:
		return m.intervals.Fast
	case need.moving:
		return min(3*m.intervals.Fast, m.intervals.forSubscribers(need))
	case m.states[inventory.ResourceRecent].failure == nil:
		return 5 * m.intervals.Slow
	default:
		return m.intervals.forSubscribers(need)
	}
}

// forSubscribers is the interval of resources that are polled at the watched interval.
func (p Intervals) forSubscribers(need pollDemand) time.Duration {
	if need.watched {
		return p.Watched
	}
	return p.Slow
}

// ofContractListing is the interval of a listing of the whole contract: watched, times its size, while there
// are subscribers, and a number of fast intervals while something is in transition. Zero means that it is not
// polled more often then.
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

// Intervals are the polling intervals of the mirror.
type Intervals struct {
	Fast    time.Duration // while something is in transition
	Watched time.Duration // while there are subscribers
	Slow    time.Duration // otherwise
}
