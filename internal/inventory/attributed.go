package inventory

import (
	"maps"
	"slices"
)

// attributed holds the snapshots that inference attributes to volumes, and how many more may belong to each.
type attributed struct {
	certainOf, likelyOf map[string][]*Snapshot // by volume, newest first
	certainFrom         map[string]int         // by data center
	maybeOf             map[string]int         // by volume: snapshots that may come from it and are not certain
	openIn              map[string]int         // by location: snapshots with more candidates than are listed
	certain, likely     int
}

func newAttributed() attributed {
	return attributed{
		certainOf: map[string][]*Snapshot{}, likelyOf: map[string][]*Snapshot{}, certainFrom: map[string]int{},
		maybeOf: map[string]int{}, openIn: map[string]int{},
	}
}

func (a attributed) clone() attributed {
	a.certainOf, a.likelyOf, a.certainFrom = maps.Clone(a.certainOf), maps.Clone(a.likelyOf), maps.Clone(a.certainFrom)
	a.maybeOf, a.openIn = maps.Clone(a.maybeOf), maps.Clone(a.openIn)
	return a
}

func (a *attributed) add(s *Snapshot, f *Finding) { a.count(s, f, 1) }

func (a *attributed) remove(s *Snapshot, f *Finding) { a.count(s, f, -1) }

func (a *attributed) count(s *Snapshot, f *Finding, n int) {
	if f.Denied {
		return
	}
	if c, ok := f.source(Certain); ok {
		updateList(a.certainOf, c.VolumeID, s, n)
		bump(a.certainFrom, c.DatacenterID, n)
		a.certain += n
		return
	}
	if c, ok := f.source(Likely); ok {
		updateList(a.likelyOf, c.VolumeID, s, n)
		a.likely += n
	}
	for _, c := range f.Candidates {
		bump(a.maybeOf, c.VolumeID, n)
	}
	if f.More > 0 {
		bump(a.openIn, s.Location, n)
	}
}

func bump(counts map[string]int, key string, n int) {
	if counts[key] += n; counts[key] == 0 {
		delete(counts, key)
	}
}

// updateList adds a snapshot to a volume's list (n > 0) or removes it. Lists are shared, so it always makes a new
// one.
func updateList(lists map[string][]*Snapshot, volumeID string, s *Snapshot, n int) {
	list := lists[volumeID]
	at, _ := slices.BinarySearchFunc(list, s, NewestFirst)
	switch {
	case n > 0:
		lists[volumeID] = slices.Insert(slices.Clip(list), at, s)
	case len(list) == 1:
		delete(lists, volumeID)
	default:
		lists[volumeID] = slices.Delete(slices.Clone(list), at, at+1)
	}
}
