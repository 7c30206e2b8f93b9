package inventory

import (
	"strings"
	"time"
)

// Part names one listing that the mirror reads by itself.
type Part string

// The parts of a contract. The inside of a data center is a part of its own: InsideOf.
const (
	PartDatacenters Part = "data centers"
	PartSnapshots   Part = "snapshots"
	PartLabels      Part = "labels"
	PartRequests    Part = "requests"        // queued or running
	PartRecent      Part = "recent requests" // created lately, in any status
	PartContract    Part = "contract"
	PartLocations   Part = "locations"

	insidePrefix = "data center "
)

// InsideOf is the part that holds the volumes and servers of a data center.
func InsideOf(datacenterID string) Part { return Part(insidePrefix + datacenterID) }

func (p Part) datacenterID() (string, bool) { return strings.CutPrefix(string(p), insidePrefix) }

// Pace is how often the mirror reads what.
type Pace struct {
	Fast    time.Duration // while something is in transition
	Watched time.Duration // while somebody looks
	Slow    time.Duration // at rest
}

// Demand tells the mirror how closely it should look. Functions may be nil.
type Demand struct {
	Watched func() bool // somebody has a page open
	Hurry   func() bool // an operation of ours is in flight
	// Stretch is by how much intervals are lengthened because the request budget is short; 1 is not at all.
	Stretch func() float64
}

func (d Demand) watched() bool { return d.Watched != nil && d.Watched() }
func (d Demand) hurry() bool   { return d.Hurry != nil && d.Hurry() }

func (d Demand) stretch() float64 {
	if d.Stretch == nil {
		return 1
	}
	return max(1, d.Stretch())
}
