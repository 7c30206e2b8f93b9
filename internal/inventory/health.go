package inventory

import "time"

// Health is how well the mirror can read the cloud. It is immutable.
type Health struct {
	ReadAt    time.Time // when the cloud last answered well; zero: never
	Stretched bool      // reading is slowed down because the request budget is short
	Troubles  []Trouble // parts that cannot be read now, in a fixed order
}

// Trouble is a part that cannot be read.
type Trouble struct {
	Part  Part
	Name  string // of the data center, where the part is one
	Err   error
	Since time.Time
	Tries int
	Next  time.Time // when it is tried again
}

// Away returns the trouble with a listing of the whole contract, which every page depends on.
func (h Health) Away() (Trouble, bool) {
	for _, t := range h.Troubles {
		switch t.Part {
		case PartDatacenters, PartSnapshots, PartRequests:
			return t, true
		}
	}
	return Trouble{}, false
}
