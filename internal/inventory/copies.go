package inventory

import (
	"strings"
)

// Copies are the snapshots of a volume that matter for its protection. The snapshots must not be changed.
type Copies struct {
	Good   *Snapshot // the newest available snapshot known or certain to come from the volume, or nil
	Likely *Snapshot // the newest available snapshot that likely comes from it
	Failed *Snapshot // the newest failed snapshot known or certain to come from it
	Count  int       // of snapshots known or certain to come from it
	GB     float64
	// AtLeast reports that there may be more, among snapshots whose source is neither known nor certain.
	AtLeast bool
}

// Failed reports whether creating or changing the resource failed.
func (s State) Failed() bool { return strings.HasPrefix(string(s), string(StateFailed)) }

// CopiesOf returns the snapshots of a volume that matter for its protection.
func (v *View) CopiesOf(volumeID string) Copies {
	c := Copies{AtLeast: v.mayHaveMore(volumeID)}
	for s := range v.eachOf(volumeID) {
		c.Count++
		c.GB += s.SizeGB
		switch {
		case c.Good == nil && s.Metadata.State == StateAvailable:
			c.Good = s
		case c.Failed == nil && s.Metadata.State.Failed():
			c.Failed = s
		}
	}
	for _, s := range v.inferred.likelyOf[volumeID] {
		if s.Metadata.State == StateAvailable {
			c.Likely = s
			break
		}
	}
	return c
}
