package coverage

import (
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

// Facts are what the states of volumes depend on beside the view.
type Facts struct {
	Target   time.Duration // of the contract
	Attempts *Attempts     // nil: none are known
	Now      time.Time
}

// Copy is a good snapshot of a volume.
type Copy struct {
	ID string    // empty: there is none
	At time.Time // when it was made; zero when IONOS Cloud does not tell
}

// There reports whether there is one.
func (c Copy) There() bool { return c.ID != "" }

// Failure is a failed attempt to make a snapshot of a volume.
type Failure struct {
	At          time.Time
	Cause       string
	OperationID string // of Snapdeck's own attempt
	SnapshotID  string // of the failed snapshot
}

// Volume is how a volume is protected.
type Volume struct {
	ID      string
	State   State
	Target  Target
	Good    Copy      // the newest known or certain one
	Likely  Copy      // the newest likely one
	Failure *Failure  // since the last good one; not nil also while the volume is still protected
	Due     time.Time // when it becomes worse by time alone; zero: never, or it is late already
	Count   int       // of its known and certain snapshots
	GB      float64   // of them
	AtLeast bool      // there may be more, of sources that are neither known nor certain
	SizeGB  float64   // of the volume
}

// LastGood is the newest good snapshot that is at least likely.
func (v Volume) LastGood() Copy {
	if v.Likely.There() && (!v.Good.There() || v.Likely.At.After(v.Good.At)) {
		return v.Likely
	}
	return v.Good
}

// Age is how old the newest known or certain good snapshot is; ok is false when there is none.
func (v Volume) Age(now time.Time) (age time.Duration, ok bool) {
	if !v.Good.There() || v.Good.At.IsZero() {
		return 0, false
	}
	return max(0, now.Sub(v.Good.At)), true
}

// Sum is how many volumes there are of a state, and their size.
type Sum struct {
	Count int
	GB    float64
}

// Report is how all volumes of a view are protected at a moment. It is never changed and may be used
// concurrently.
type Report struct {
	View     *inventory.View
	At       time.Time
	Complete bool // the whole contract is known; before that, nothing is to be said of it
	Target   time.Duration
	Total    Sum
	Next     time.Time // when a volume becomes worse by time alone; zero: none does
	Volumes  []Volume  // in the order of the view; not to be changed

	sums  [6]Sum // by severity
	order func() []int32
	ranks func() *inventory.Ranks
	among [6]func() *inventory.IDs
}

// Of tells how all volumes of a view are protected.
func Of(v *inventory.View, f Facts) *Report {
	r := &Report{
		View: v, At: f.Now, Complete: v.Loading.Complete, Target: f.Target, Volumes: make([]Volume, len(v.Volumes)),
	}
	if f.Attempts == nil {
		f.Attempts = NewAttempts(nil)
	}
	f.Attempts.read(func(newest map[string]Attempt) {
		for i := range v.Volumes {
			r.Volumes[i] = volumeOf(v, &v.Volumes[i], f, newest)
			r.count(&r.Volumes[i])
		}
	})
	r.order, r.ranks = sync.OnceValue(r.sort), sync.OnceValue(r.rank)
	for i, s := range States() {
		r.among[i] = sync.OnceValue(func() *inventory.IDs { return r.collect(s) })
	}
	return r
}

func (r *Report) count(x *Volume) {
	for _, sum := range []*Sum{&r.Total, &r.sums[x.State.severity()]} {
		sum.Count++
		sum.GB += x.SizeGB
	}
	if !x.Due.IsZero() && (r.Next.IsZero() || x.Due.Before(r.Next)) {
		r.Next = x.Due
	}
}

// Sum is how many volumes are in a state, and their size.
func (r *Report) Sum(s State) Sum {
	if i := s.severity(); i < len(r.sums) {
		return r.sums[i]
	}
	return Sum{}
}

// Of returns how a volume is protected.
func (r *Report) Of(volumeID string) (Volume, bool) {
	pos, exists := r.View.PlaceOfVolume(volumeID)
	if !exists {
		return Volume{}, false
	}
	return r.Volumes[pos], true
}

// State is the state of a volume, or "" when there is no such volume.
func (r *Report) State(volumeID string) State {
	v, _ := r.Of(volumeID)
	return v.State
}

// AllProtected reports whether every volume that is not excluded is protected for sure.
func (r *Report) AllProtected() bool {
	return r.Complete && r.Sum(Protected).Count+r.Sum(Excluded).Count == r.Total.Count
}

// Valid reports whether the report still holds at a moment, as long as nothing else changes.
func (r *Report) Valid(now time.Time) bool {
	return !now.Before(r.At) && (r.Next.IsZero() || now.Before(r.Next))
}
