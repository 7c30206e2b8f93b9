package inference

import (
	"runtime"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

// inferred holds the inferred sources of a view's snapshots, and what they were inferred from. It is immutable: the next
// one shares what did not change, which keeps the cost of a change proportional to it (docs/decisions/0025).
type inferred struct {
	view       *inventory.View     // as read, without inferred sources
	requests   []inventory.Request // that the sources were inferred from
	creations  *creations
	candidates *candidateIndex
	findings   *inventory.Findings
}

func newInferred(v *inventory.View, requests []inventory.Request) *inferred {
	x := &inferred{view: v, requests: requests, creations: newCreations(requests, nil), candidates: newCandidateIndex(v)}
	findings, paired, signals := inventory.NewFindings(v), x.newPairs(), x.allSignals()
	for i, s := range v.Snapshots {
		if v.Source(s.ID).Known() {
			continue
		}
		findings.Set(i, x.infer(s, paired, func() []signal { return signals[i] }))
	}
	x.findings = findings.Done()
	return x
}

func (x *inferred) viewAs(version uint64) *inventory.View { return x.findings.View(x, version) }

// allSignals returns the strongest signals of all snapshots whose source neither they nor a request name. Reading the
// texts of a large contract takes longer than all other inference, so it is spread over the processors.
func (x *inferred) allSignals() [][]signal {
	all := make([][]signal, len(x.view.Snapshots))
	part := len(all)/runtime.GOMAXPROCS(0) + 1
	var reading sync.WaitGroup
	for from := 0; from < len(all); from += part {
		reading.Go(func() {
			for i := from; i < min(from+part, len(all)); i++ {
				if s := x.view.Snapshots[i]; !x.view.Source(s.ID).Known() && len(x.creations.bySnapshot[s.ID]) == 0 {
					all[i] = x.signalsOf(s)
				}
			}
		})
	}
	reading.Wait()
	return all
}

func (x *inferred) signalsOf(s *inventory.Snapshot) []signal {
	return strongest(signalsFor(x.view, s, x.candidates))
}

// next infers again what may differ in a newer view or with other requests. changed reports whether the result
// may differ visibly.
func (x *inferred) next(v *inventory.View, requests []inventory.Request) (y *inferred, changed bool) {
	y = &inferred{view: v, requests: requests, creations: x.creations, candidates: x.candidates}
	d := newInvalidation(x, y)
	if !inventory.SameSlice(requests, x.requests) {
		y.creations = newCreations(requests, x.creations)
	}
	volumes := changedVolumes(x.view, v)
	if !volumes.samePositions {
		y.candidates = newCandidateIndex(v)
	}
	d.reuseFindings()
	d.markRequests()
	d.markVolumes(volumes)
	d.infer()
	y.findings = d.findings.Done()
	return y, d.any || v != x.view
}

// invalidation marks what must be inferred again.
type invalidation struct {
	old, now *inferred
	findings *inventory.FindingsBuilder // the new ones
	marked   []bool                     // by position in the new view
	any      bool                       // something was inferred, or a request changed
}

func newInvalidation(old, now *inferred) *invalidation {
	return &invalidation{old: old, now: now, findings: old.findings.Next(now.view), marked: make([]bool, len(now.view.Snapshots))}
}

// reuseFindings takes over the findings of unchanged snapshots.
func (d *invalidation) reuseFindings() {
	if d.old.view == d.now.view {
		return
	}
	relabelled := !d.now.view.SharesLabels(d.old.view)
	was, is := d.old.view.Snapshots, d.now.view.Snapshots
	for i, j := 0, 0; i < len(is) || j < len(was); {
		order := 0
		switch {
		case i == len(is):
			order = -1
		case j == len(was):
			order = 1
		case is[i] != was[j]:
			order = inventory.NewestFirst(was[j], is[i])
		}
		switch {
		case order < 0:
			d.removeSnapshot(j)
			j++
		case order > 0:
			d.mark(i)
			i++
		case is[i] != was[j]:
			d.removeSnapshot(j)
			d.mark(i)
			i, j = i+1, j+1
		default:
			d.findings.Reuse(i, j)
			if relabelled && d.namesOther(is[i], d.findings.At(i)) {
				d.mark(i)
			}
			i, j = i+1, j+1
		}
	}
}

// removeSnapshot subtracts a snapshot of the old view from the sums and marks the snapshots that its requests may have
// created.
func (d *invalidation) removeSnapshot(pos int) {
	d.findings.Drop(pos)
	d.markNear(d.old.view.Snapshots[pos])
	d.any = true
}

// mark marks a snapshot, and those that the same requests may have created.
func (d *invalidation) mark(pos int) {
	d.marked[pos] = true
	d.markNear(d.now.view.Snapshots[pos])
}

// namesOther reports whether a snapshot's labels name another source than before.
func (d *invalidation) namesOther(s *inventory.Snapshot, f *inventory.Finding) bool {
	source := d.now.view.Source(s.ID)
	if source.Known() || f == nil {
		return source.VolumeID != d.old.view.Source(s.ID).VolumeID
	}
	return f.Denied != d.now.view.DeniedSource(s.ID)
}

// markNear marks the snapshots that may compete with one for requests that name none. A snapshot that fits such a
// request was created within maxClockDifference of it, and so were its competitors.
func (d *invalidation) markNear(s *inventory.Snapshot) {
	if len(d.old.creations.loose)+len(d.now.creations.loose) == 0 || s.Metadata.CreatedDate.IsZero() {
		return
	}
	d.markAround(s.Metadata.CreatedDate)
}

// markAround marks the snapshots that a request of a time may have created, and their competitors.
func (d *invalidation) markAround(t time.Time) {
	from, to := positionsNear(d.now.view, t, 3*maxClockDifference)
	for i := from; i < to; i++ {
		d.marked[i] = true
	}
}

// markRequests marks the snapshots of requests that were added, removed or changed.
func (d *invalidation) markRequests() {
	if d.old.creations == d.now.creations {
		return
	}
	for i := range d.now.creations.all {
		r := &d.now.creations.all[i]
		was, known := d.old.creations.request(r.ID)
		if known && slices.Equal(was.snapshots, r.snapshots) && was.CreatedDate.Equal(r.CreatedDate) && was.CreatedBy == r.CreatedBy && was.UserAgent == r.UserAgent {
			continue
		}
		d.markCreatedBy(r)
		if known {
			d.markCreatedBy(was)
		}
	}
	for i := range d.old.creations.all {
		r := &d.old.creations.all[i]
		if _, known := d.now.creations.request(r.ID); !known {
			d.markCreatedBy(r)
		}
	}
}

// markCreatedBy marks the snapshots that a request may have created.
func (d *invalidation) markCreatedBy(r *creation) {
	d.any = true
	for _, id := range r.snapshots {
		if pos, exists := d.now.view.SnapshotPosition(id); exists {
			d.mark(pos)
		}
	}
	if len(r.snapshots) == 0 && !r.CreatedDate.IsZero() {
		d.markAround(r.CreatedDate)
	}
}

func (d *invalidation) infer() {
	paired := d.now.newPairs()
	for i, marked := range d.marked {
		if !marked {
			continue
		}
		s := d.now.view.Snapshots[i]
		d.any = true
		if d.now.view.Source(s.ID).Known() {
			d.findings.Set(i, nil)
			continue
		}
		d.findings.Set(i, d.now.infer(s, paired, func() []signal { return d.now.signalsOf(s) }))
	}
}
