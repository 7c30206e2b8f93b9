package inventory

import (
	"cmp"
	"strings"
)

// snapshotList holds the snapshots that are known, the newest first. What a reading brings that is as it
// was stays the same pointer, so that two stocks can be told apart without looking into them.
type snapshotList struct {
	all    []*Snapshot
	listed []int32 // where in all they stand, in the order of the last reading
}

// newestFirst orders snapshots. It is the order of a stock and of a view.
func newestFirst(a, b *Snapshot) int {
	return cmp.Or(b.Metadata.CreatedDate.Compare(a.Metadata.CreatedDate), strings.Compare(a.ID, b.ID))
}

// apply takes a reading in. others tells whether there are others than before, changed whether
// anything is not as it was. Of a snapshot that is listed twice one counts.
func (s *snapshotList) apply(items []Snapshot) (changed, others bool) {
	r := snapshotDiff{snapshotList: s, seen: make([]bool, len(s.all)), listed: make([]int32, 0, len(items))}
	for i := range items {
		r.add(&items[i])
	}
	if len(r.added) == 0 && r.count == len(s.all) {
		s.all, s.listed = r.edited(), r.listed
		return r.changed != nil, false
	}
	s.all, s.listed = r.merged()
	return true, true
}

// diffSnapshots tells what differs between two stocks: was is nil for what came, is for what went.
// A snapshot with another creation date went and came, in either order.
func diffSnapshots(old, now []*Snapshot, report func(was, is *Snapshot)) {
	for len(old) > 0 && len(now) > 0 {
		order := 0
		if old[0] != now[0] {
			order = newestFirst(old[0], now[0])
		}
		switch {
		case order < 0:
			report(old[0], nil)
			old = old[1:]
		case order > 0:
			report(nil, now[0])
			now = now[1:]
		default:
			if old[0] != now[0] {
				report(old[0], now[0])
			}
			old, now = old[1:], now[1:]
		}
	}
	for _, s := range old {
		report(s, nil)
	}
	for _, s := range now {
		report(nil, s)
	}
}
