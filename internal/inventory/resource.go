package inventory

import (
	"strings"
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

// DatacenterID is the data center whose contents a resource is, if it is one's.
func (p Resource) DatacenterID() (string, bool) { return strings.CutPrefix(string(p), contentsPrefix) }
