package inventory

import (
	"strings"
	"time"
)

// Resource names a listing that the mirror polls.
type Resource string

// The resources of a contract. The contents of each data center are one more: ContentsOf.
const (
	ResourceDatacenters Resource = "data centers"
	ResourceSnapshots   Resource = "snapshots"
	ResourceLabels      Resource = "labels"
	ResourceRequests    Resource = "requests"        // queued or running
	ResourceRecent      Resource = "recent requests" // created lately, in any status
	ResourceContract    Resource = "contract"
	ResourceLocations   Resource = "locations"

	contentsPrefix = "data center "
)

// ContentsOf is the resource with the volumes and servers of a data center.
func ContentsOf(datacenterID string) Resource { return Resource(contentsPrefix + datacenterID) }

func (p Resource) datacenterID() (string, bool) { return strings.CutPrefix(string(p), contentsPrefix) }

// Intervals are the polling intervals of the mirror.
type Intervals struct {
	Fast    time.Duration // while something is in transition
	Watched time.Duration // while there are subscribers
	Slow    time.Duration // otherwise
}

// Demand controls how often the mirror polls. Functions may be nil.
type Demand struct {
	Watched func() bool // whether there are subscribers
	Active  func() bool // whether an operation of ours is running
	// Backoff multiplies the intervals while the request budget is short; 1 changes nothing.
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
