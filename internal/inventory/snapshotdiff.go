package inventory

import "slices"

// snapshotDiff compares a reading with what is known.
type snapshotDiff struct {
	*snapshotList
	seen    []bool // which of those that are known were listed
	count   int    // how many of them
	changed map[int32]*Snapshot
	added   []*Snapshot
	listed  []int32 // as in the snapshot list; the fresh ones count down from -1
	cursor  int     // in the order of the last reading
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
	case *r.all[at] != *item:
		if r.changed == nil {
			r.changed = map[int32]*Snapshot{}
		}
		copied := *item
		r.changed[at] = &copied
	}
	r.seen[at] = true
	r.count++
	r.listed = append(r.listed, at)
}

// find returns where a snapshot stands. Most readings list what the last one listed, in its
// order, save for one that came or went; for what is elsewhere it searches.
func (r *snapshotDiff) find(item *Snapshot) (at int32, known bool) {
	last := r.snapshotList.listed
	for skip := 0; skip < 2 && r.cursor+skip < len(last); skip++ {
		if at := last[r.cursor+skip]; r.all[at].ID == item.ID && newestFirst(r.all[at], item) == 0 {
			r.cursor += skip + 1
			return at, true
		}
	}
	pos, known := slices.BinarySearchFunc(r.all, item, newestFirst)
	return int32(pos), known
}

// edited is what is known with what changed in its place.
func (r *snapshotDiff) edited() []*Snapshot {
	if r.changed == nil {
		return r.all
	}
	all := slices.Clone(r.all)
	for at, s := range r.changed {
		all[at] = s
	}
	return all
}

// merged is what was met of what is known, with the fresh ones where they belong, and the order
// in which all were listed.
func (r *snapshotDiff) merged() (all []*Snapshot, listed []int32) {
	known, fresh := r.edited(), r.sortedAdded()
	all = make([]*Snapshot, 0, r.count+len(fresh))
	moved := make([]int32, len(known))             // where those that are known stand now
	added := make(map[*Snapshot]int32, len(fresh)) // where the fresh ones stand
	for at, s := range known {
		for len(fresh) > 0 && newestFirst(fresh[0], s) < 0 {
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

// sortedAdded are the fresh ones, newest first, without those whose id was listed before.
func (r *snapshotDiff) sortedAdded() []*Snapshot {
	ids := make(map[string]bool, len(r.added)) // whether it is one that is known
	for _, s := range r.added {
		ids[s.ID] = false
	}
	for at, s := range r.all {
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
	slices.SortFunc(once, newestFirst)
	return once
}
