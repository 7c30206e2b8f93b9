package inventory

import (
	"time"
)

// Health describes how well the mirror can read IONOS Cloud. It is immutable.
type Health struct {
	ReadAt     time.Time     // the last successful response; zero: never
	BackingOff bool          // polling slows down because the request budget is short
	Failures   []ReadFailure // resources that cannot be read now, in a fixed order
}

// ReadFailure is a resource that cannot be read.
type ReadFailure struct {
	Resource Resource
	Name     string // of the data center, for the contents of one
	Err      error
	Since    time.Time
	Tries    int
	Next     time.Time // the next try
}

// ContractFailure returns the failure of a listing of the whole contract, which every page depends on.
func (h Health) ContractFailure() (ReadFailure, bool) {
	for _, t := range h.Failures {
		switch t.Resource {
		case ResourceDatacenters, ResourceSnapshots, ResourceRequests:
			return t, true
		}
	}
	return ReadFailure{}, false
}
