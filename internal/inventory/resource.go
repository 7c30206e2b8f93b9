package inventory

import (
	"strings"
	"time"
)

// Resource names one listing that the mirror reads by itself.
type Resource string

// The parts of a contract. The inside of a data center is a part of its own: ContentsOf.
const (
	ResourceDatacenters Resource = "data centers"
	ResourceSnapshots   Resource = "snapshots"
	ResourceLabels      Resource = "labels"
	ResourceRequests    Resource = "requests"        // queued or running
	PartRecent          Resource = "recent requests" // created lately, in any status
	ResourceContract    Resource = "contract"
	ResourceLocations   Resource = "locations"

	contentsPrefix = "data center "
)

// ContentsOf is the part that holds the volumes and servers of a data center.
func ContentsOf(datacenterID string) Resource { return Resource(contentsPrefix + datacenterID) }

func (p Resource) datacenterID() (string, bool) { return strings.CutPrefix(string(p), contentsPrefix) }

// Intervals is how often the mirror reads what.
type Intervals struct {
	Fast    time.Duration // while something is in transition
	Watched time.Duration // while somebody looks
	Slow    time.Duration // at rest
}

// Demand tells the mirror how closely it should look. Functions may be nil.
type Demand struct {
	Watched func() bool // somebody has a page open
	Active  func() bool // an operation of ours is in flight
	// Backoff is by how much intervals are lengthened because the request budget is short; 1 is not at all.
	Backoff func() float64
}

func (d Demand) watched() bool { return d.Watched != nil && d.Watched() }
func (d Demand) active() bool  { return d.Active != nil && d.Active() }

func (d Demand) backoff() float64 {
	if d.Backoff == nil {
		return 1
	}
	return max(1, d.Backoff())
}
