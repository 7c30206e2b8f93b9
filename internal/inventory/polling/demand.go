package polling

// Demand controls how often the mirror polls. Functions may be nil.
type Demand struct {
	Watched func() bool // whether there are subscribers
	Active  func() bool // whether an operation of ours is running
	// Backoff multiplies the intervals while the request budget is short; 1 changes nothing.
	Backoff func() float64
}

func (d Demand) watched() bool { return d.Watched != nil && d.Watched() }

func (d Demand) active() bool { return d.Active != nil && d.Active() }

func (d Demand) backoff() float64 {
	if d.Backoff == nil {
		return 1
	}
	return max(1, d.Backoff())
}
