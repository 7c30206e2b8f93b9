package inference

import (
	"slices"
	"time"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
)

// pairs matches snapshots with requests that name no snapshot, by time, name and place. Each match is computed
// once, on first use.
type pairs struct {
	view      *inventory.View
	creations *creations
	requests  map[string]requestsThatFit // by snapshot: the requests that may have created it
	snapshots map[int32]snapshotsThatFit // by request: the snapshots that it may have created
}

// requestsThatFit are the requests that may have created a snapshot, with the same name or with another one,
// since snapshots can be renamed.
type requestsThatFit struct{ same, other []int32 }

type snapshotsThatFit struct{ same, other []*inventory.Snapshot }

func (x *inferred) newPairs() *pairs {
	return &pairs{view: x.view, creations: x.creations, requests: map[string]requestsThatFit{}, snapshots: map[int32]snapshotsThatFit{}}
}

// requestsFor returns the requests that may have created a snapshot.
func (p *pairs) requestsFor(s *inventory.Snapshot) requestsThatFit {
	if known, ok := p.requests[s.ID]; ok {
		return known
	}
	var found requestsThatFit
	made := s.Metadata.CreatedDate
	if !made.IsZero() && len(p.creations.bySnapshot[s.ID]) == 0 {
		for _, i := range p.creations.looseAround(made) {
			switch r := &p.creations.all[i]; {
			case !p.fits(r, s):
			case r.hasName(s):
				found.same = append(found.same, i)
			default:
				found.other = append(found.other, i)
			}
		}
	}
	p.requests[s.ID] = found
	return found
}

// snapshotsFor returns the snapshots that a request may have created.
func (p *pairs) snapshotsFor(i int32) snapshotsThatFit {
	if known, ok := p.snapshots[i]; ok {
		return known
	}
	var found snapshotsThatFit
	r := &p.creations.all[i]
	from, to := positionsNear(p.view, r.CreatedDate, maxClockDifference)
	for _, s := range p.view.Snapshots[from:to] {
		switch {
		case len(p.creations.bySnapshot[s.ID]) > 0 || !p.fits(r, s):
		case r.hasName(s):
			found.same = append(found.same, s)
		default:
			found.other = append(found.other, s)
		}
	}
	p.snapshots[i] = found
	return found
}

func (r *creation) hasName(s *inventory.Snapshot) bool { return !r.nameGiven || r.name == s.Name }

// fits reports whether a request that names no snapshot may have created one, ignoring names.
func (p *pairs) fits(r *creation, s *inventory.Snapshot) bool {
	if r.CreatedBy != "" && s.Metadata.CreatedBy != "" && r.CreatedBy != s.Metadata.CreatedBy {
		return false
	}
	if source := p.view.Source(s.ID); source.Known() && source.VolumeID != r.volumeID {
		return false
	}
	return r.contradiction(p.view, s) == ""
}

// looseAround returns the requests around a time that name no snapshot.
func (c *creations) looseAround(t time.Time) []int32 {
	before := func(i int32, t time.Time) int { return c.all[i].CreatedDate.Compare(t) }
	from, _ := slices.BinarySearchFunc(c.loose, t.Add(-maxClockDifference), before)
	to, _ := slices.BinarySearchFunc(c.loose, t.Add(maxClockDifference+1), before)
	return c.loose[from:to]
}

func positionsNear(v *inventory.View, t time.Time, around time.Duration) (from, to int) {
	newest := func(s *inventory.Snapshot, t time.Time) int { return t.Compare(s.Metadata.CreatedDate) }
	from, _ = slices.BinarySearchFunc(v.Snapshots, t.Add(around), newest)
	to, _ = slices.BinarySearchFunc(v.Snapshots, t.Add(-around-1), newest)
	return from, to
}

// matched infers from requests that name no snapshot and fit this one.
func (p *pairs) matched(s *inventory.Snapshot, f *inventory.Finding) bool {
	if len(p.creations.loose) == 0 {
		return false
	}
	calls := p.requestsFor(s).same
	if len(calls) == 0 {
		return p.renamed(s, f)
	}
	f.Candidates = p.creations.candidates(p.view, calls, func(r *creation) string {
		text := "A request of " + r.DateText() + " created a snapshot of this volume at the time at which this one was created"
		if r.nameGiven {
			return text + ", by the same name."
		}
		return text + "."
	})
	cut(f)
	alone := true
	for _, i := range calls {
		alone = alone && len(p.snapshotsFor(i).same) <= len(calls) // as many snapshots as requests: one each
	}
	switch {
	case len(f.Candidates) == 1 && alone:
		f.Confidence = inventory.Likely
		return true
	case len(f.Candidates) == 1:
		f.CounterEvidence = append(f.CounterEvidence, "The request may have created another snapshot instead.")
	default:
		f.CounterEvidence = append(f.CounterEvidence, "There were several requests at that time.")
	}
	f.Confidence = inventory.Possible
	return true
}

// renamed infers from the only request that fits in all but the name, when it fits no other snapshot.
func (p *pairs) renamed(s *inventory.Snapshot, f *inventory.Finding) bool {
	calls := slices.DeleteFunc(slices.Clone(p.requestsFor(s).other), func(i int32) bool { return len(p.snapshotsFor(i).same) > 0 })
	if len(calls) != 1 {
		return false
	}
	alone := 0
	for _, other := range p.snapshotsFor(calls[0]).other {
		if len(p.requestsFor(other).same) == 0 {
			alone++
		}
	}
	if alone != 1 {
		return false
	}
	f.Confidence = inventory.Likely
	f.Candidates = p.creations.candidates(p.view, calls, func(r *creation) string {
		return "The only request that fits, of " + r.DateText() + ", created a snapshot of this volume as " + foreign.Quoted(r.name) + ", so it has been renamed since."
	})
	return true
}
