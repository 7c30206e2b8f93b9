package ionossim

import (
	"cmp"
	"time"
)

// defaultLateness is how long a new resource is not found by default.
const defaultLateness = 2 * time.Second

func (c *call) applyAcceptFaults(r *request) {
	for _, f := range c.faults.match(stageAccept, c.faultTarget) {
		switch f.Kind {
		case Failed:
			r.Failure = &plannedFailure{Message: f.text(messageFailed)}
		case FailedOrphan:
			r.Failure = &plannedFailure{Message: f.text(messageFailed), Orphan: cmp.Or(f.State, stateFailed)}
		case StuckQueued:
			r.Stuck, r.StuckUntil = statusQueued, c.after(f.Delay)
		case StuckRunning:
			r.Stuck, r.StuckUntil = statusRunning, c.after(f.Delay)
		case LateNotFound:
			if created := c.view.newResource(r.Work); created != nil {
				created.HiddenUntil = c.after(cmp.Or(f.Delay, defaultLateness))
			}
		case RequestNotFound:
			r.HiddenUntil = c.after(cmp.Or(f.Delay, defaultLateness))
		case RequestUnlisted:
			r.UnlistedUntil = c.after(cmp.Or(f.Delay, defaultLateness))
		default:
		}
	}
}

// after returns the time after a duration, or the zero time for 0.
func (c *call) after(d time.Duration) time.Time {
	if d == 0 {
		return time.Time{}
	}
	return c.now.Add(d)
}
