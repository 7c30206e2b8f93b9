package inventory

import "strings"

// Copies are the snapshots of a volume as far as its protection depends on them. What it points to
// must not be changed.
type Copies struct {
	Good   *Snapshot // the newest available one that is known or certain to be of the volume; nil: none
	Likely *Snapshot // the newest available one that likely is
	Failed *Snapshot // the newest failed one that is known or certain to be
	Count  int       // of those that are known or certain
	GB     float64
	// AtLeast reports that there may be more, whose source is neither known nor certain.
	AtLeast bool
}

// Failed reports whether a state says that the resource could not be made or changed.
func (s State) Failed() bool { return strings.HasPrefix(string(s), string(StateFailed)) }

// CopiesOf returns the snapshots of a volume as far as its protection depends on them.
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
	if v.inferred == nil {
		return c
	}
	for _, s := range v.inferred.likelyOf[volumeID] {
		if s.Metadata.State == StateAvailable {
			c.Likely = s
			break
		}
	}
	return c
}
