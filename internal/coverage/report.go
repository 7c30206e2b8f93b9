package coverage

import (
	"cmp"
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

// Facts are what coverage depends on besides the view.
type Facts struct {
	Target   time.Duration // of the contract
	Attempts *Attempts     // nil: none
	Now      time.Time
}

// Copy is a good snapshot of a volume.
type Copy struct {
	ID string    // empty: none
	At time.Time // creation; zero when IONOS Cloud returns none
}

// There reports whether there is one.
func (c Copy) There() bool { return c.ID != "" }

// Failure is a failed attempt to create a snapshot of a volume.
type Failure struct {
	At          time.Time
	Cause       string
	OperationID string // of Snapdeck's own attempt
	SnapshotID  string // of the failed snapshot
}

// Volume is the coverage of a volume.
type Volume struct {
	ID      string
	State   State
	Target  Target
	Good    Copy      // the newest known or certain one
	Likely  Copy      // the newest likely one
	Failure *Failure  // since the last good one; may be set while the volume is still protected
	Due     time.Time // when its state gets worse by time alone; zero: never, or late already
	Count   int       // of its known and certain snapshots
	GB      float64   // of them
	AtLeast bool      // there may be more snapshots, whose source is neither known nor certain
	SizeGB  float64   // of the volume
}

// LastGood is the newest good snapshot that is known, certain or likely.
func (v Volume) LastGood() Copy {
	if v.Likely.There() && (!v.Good.There() || v.Likely.At.After(v.Good.At)) {
		return v.Likely
	}
	return v.Good
}

// Age is the age of the newest known or certain good snapshot; ok is false without one.
func (v Volume) Age(now time.Time) (age time.Duration, ok bool) {
	if !v.Good.There() || v.Good.At.IsZero() {
		return 0, false
	}
	return max(0, now.Sub(v.Good.At)), true
}

// Sum is the number and size of volumes in a state.
type Sum struct {
	Count int
	GB    float64
}

// Report is the coverage of all volumes of a view at a moment. It is immutable and safe for concurrent use.
type Report struct {
	View     *inventory.View
	At       time.Time
	Complete bool // the first load is complete; before that, the report must not be shown
	Target   time.Duration
	Total    Sum
	Next     time.Time // the next change of a state by time alone; zero: none
	Volumes  []Volume  // in the order of the view, none before Complete; read-only

	sums  [6]Sum // by severity
	order func() []int32
	ranks func() *inventory.Ranks
	among [6]func() *inventory.IDs
}

// Of computes the coverage of all volumes of a view. Before the first load is complete the report has no volumes, since
// a volume without snapshots may only not have been read yet.
func Of(v *inventory.View, f Facts) *Report {
	r := &Report{View: v, At: f.Now, Complete: v.Loading.Complete, Target: f.Target}
	if r.Complete {
		r.Volumes = make([]Volume, len(v.Volumes))
	}
	f.Attempts = cmp.Or(f.Attempts, NewAttempts(nil))
	f.Attempts.read(func(newest map[string]Attempt) {
		for i := range r.Volumes {
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

// Sum is the number and size of volumes in a state.
func (r *Report) Sum(s State) Sum {
	if i := s.severity(); i < len(r.sums) {
		return r.sums[i]
	}
	return Sum{}
}

// Of returns the coverage of a volume.
func (r *Report) Of(volumeID string) (Volume, bool) {
	pos, exists := r.View.VolumePosition(volumeID)
	if !exists || !r.Complete {
		return Volume{}, false
	}
	return r.Volumes[pos], true
}

// State is the state of a volume, or "" for an unknown volume.
func (r *Report) State(volumeID string) State {
	v, _ := r.Of(volumeID)
	return v.State
}

// AllProtected reports whether every volume that is not excluded is protected, not just probably.
func (r *Report) AllProtected() bool {
	return r.Complete && r.Sum(Protected).Count+r.Sum(Excluded).Count == r.Total.Count
}

// Valid reports whether the report still holds at a time, if nothing else changes.
func (r *Report) Valid(now time.Time) bool {
	return !now.Before(r.At) && (r.Next.IsZero() || now.Before(r.Next))
}
