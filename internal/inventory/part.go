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
	PartRequests    Part = "requests"
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

// interval is how long a part may rest between two readings. moving tells whether something
// is in transition: in the contract, or for the inside of a data center, in there.
func (p Pace) interval(part Part, moving, watched bool) time.Duration {
	switch part {
	case PartRequests:
		switch {
		case moving:
			return p.Fast
		case watched:
			return p.Watched
		default:
			return p.Slow
		}
	case PartSnapshots:
		if moving {
			return min(3*p.Fast, p.Slow)
		}
		return p.Slow
	case PartDatacenters:
		if moving {
			return min(5*p.Fast, p.Slow)
		}
		return p.Slow
	case PartLabels:
		return p.Slow
	case PartContract:
		return 5 * p.Slow
	case PartLocations:
		return 60 * p.Slow
	default:
		if moving {
			return min(5*p.Fast, 10*p.Slow)
		}
		return 10 * p.Slow
	}
}
