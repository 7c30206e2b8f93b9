package inventory

import (
	"slices"
)

type snapshotDiff struct {
	*SnapshotList
	seen    []bool // by known snapshot: whether it was listed
	count   int    // number of known snapshots that were listed
	changed map[int32]*Snapshot
	added   []*Snapshot
	listed  []int32 // positions in the snapshot list; new ones count down from -1
	cursor  int     // position in the order of the last listing
}

func (r *snapshotDiff) add(item *Snapshot) {
	at, known := r.find(item)
	switch {
	case !known:
		copied := *item
		r.added = append(r.added, &copied)
		r.listed = append(r.listed, int32(-len(r.added)))
		return
	case r.seen[at]:
		return
	case *r.All[at] != *item:
		if r.changed == nil {
			r.changed = map[int32]*Snapshot{}
		}
		r.changed[at] = new(*item)
	}
	r.seen[at] = true
	r.count++
	r.listed = append(r.listed, at)
}

// find returns the position of a snapshot. Most listings repeat the order of the last one except for an added
// or removed snapshot; find searches only for others.
func (r *snapshotDiff) find(item *Snapshot) (at int32, known bool) {
	last := r.SnapshotList.listed
	for skip := 0; skip < 2 && r.cursor+skip < len(last); skip++ {
		if at := last[r.cursor+skip]; r.All[at].ID == item.ID && NewestFirst(r.All[at], item) == 0 {
			r.cursor += skip + 1
			return at, true
		}
	}
	pos, known := slices.BinarySearchFunc(r.All, item, NewestFirst)
	return int32(pos), known
}

// edited returns the known snapshots with changed ones replaced.
func (r *snapshotDiff) edited() []*Snapshot {
	if r.changed == nil {
		return r.All
	}
	all := slices.Clone(r.All)
	for at, s := range r.changed {
		all[at] = s
	}
	return all
}

// merged returns the listed known snapshots and the new ones in order, and the order in which all were listed.
func (r *snapshotDiff) merged(fresh []*Snapshot) (all []*Snapshot, listed []int32) {
	known := r.edited()
	if len(r.added) == 0 && r.count == len(known) {
		return known, r.listed
	}
	all = make([]*Snapshot, 0, r.count+len(fresh))
	moved := make([]int32, len(known))             // new positions of known snapshots
	added := make(map[*Snapshot]int32, len(fresh)) // positions of new snapshots
	for at, s := range known {
		for len(fresh) > 0 && NewestFirst(fresh[0], s) < 0 {
			added[fresh[0]] = int32(len(all))
			all, fresh = append(all, fresh[0]), fresh[1:]
		}
		if r.seen[at] {
			moved[at] = int32(len(all))
			all = append(all, s)
		}
	}
	for _, s := range fresh {
		added[s] = int32(len(all))
		all = append(all, s)
	}
	listed = r.listed[:0]
	for _, at := range r.listed {
		if at >= 0 {
			listed = append(listed, moved[at])
		} else if pos, exists := added[r.added[-at-1]]; exists {
			listed = append(listed, pos)
		}
	}
	return all, listed
}

// sortedAdded returns the new snapshots, newest first, without duplicate ids.
func (r *snapshotDiff) sortedAdded() []*Snapshot {
	if len(r.added) == 0 {
		return nil
	}
	ids := make(map[string]bool, len(r.added)) // whether the id is known
	for _, s := range r.added {
		ids[s.ID] = false
	}
	for at, s := range r.All {
		if _, fresh := ids[s.ID]; fresh && r.seen[at] {
			ids[s.ID] = true
		}
	}
	once := make([]*Snapshot, 0, len(r.added))
	for _, s := range r.added {
		if !ids[s.ID] {
			ids[s.ID] = true
			once = append(once, s)
		}
	}
	slices.SortFunc(once, NewestFirst)
	return once
}
