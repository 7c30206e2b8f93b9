package inventory

import "time"

// Health is how well the mirror can read the cloud. It is immutable.
type Health struct {
	ReadAt     time.Time     // when the cloud last answered well; zero: never
	BackingOff bool          // reading is slowed down because the request budget is short
	Failures   []ReadFailure // parts that cannot be read now, in a fixed order
}

// ReadFailure is a part that cannot be read.
type ReadFailure struct {
	Resource Resource
	Name     string // of the data center, where the part is one
	Err      error
	Since    time.Time
	Tries    int
	Next     time.Time // when it is tried again
}

// ContractFailure returns the trouble with a listing of the whole contract, which every page depends on.
func (h Health) ContractFailure() (ReadFailure, bool) {
	for _, t := range h.Failures {
		switch t.Resource {
		case ResourceDatacenters, ResourceSnapshots, ResourceRequests:
			return t, true
		}
	}
	return ReadFailure{}, false
}
