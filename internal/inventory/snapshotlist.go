package inventory

import (
	"cmp"
	"strings"
)

// SnapshotList holds the known snapshots, newest first. An unchanged snapshot keeps its pointer, so two lists
// can be compared by pointers alone.
type SnapshotList struct {
	All    []*Snapshot
	listed []int32 // their positions in all, in the order of the last listing
}

// NewestFirst orders the snapshots of a list and of a view.
func NewestFirst(a, b *Snapshot) int {
	return cmp.Or(b.Metadata.CreatedDate.Compare(a.Metadata.CreatedDate), strings.Compare(a.ID, b.ID))
}

// Apply applies a listing. others reports whether snapshots were added or removed, changed whether anything
// differs. Of duplicates, one counts.
func (s *SnapshotList) Apply(items []Snapshot) (changed, others bool) {
	r := snapshotDiff{SnapshotList: s, seen: make([]bool, len(s.All)), listed: make([]int32, 0, len(items))}
	for i := range items {
		r.add(&items[i])
	}
	fresh := r.sortedAdded()
	s.All, s.listed = r.merged(fresh)
	others = len(fresh) > 0 || r.count < len(r.seen)
	return others || r.changed != nil, others
}

// diffSnapshots reports the differences between two lists: was is nil for an added snapshot, is for a removed
// one. A snapshot with a new creation date is reported as removed and added, in either order.
func diffSnapshots(old, now []*Snapshot, report func(was, is *Snapshot)) {
	for len(old) > 0 && len(now) > 0 {
		order := 0
		if old[0] != now[0] {
			order = NewestFirst(old[0], now[0])
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
