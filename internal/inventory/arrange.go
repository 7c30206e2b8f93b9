package inventory

import "slices"

// arranged puts snapshots where those with the same ids stand among known ones, the newest first
// as the view has them, to share them. It is much shorter than to sort them, and most readings
// bring what is known. places may be those of an older reading. same is false when the
// ids or their order are others; changed tells whether any snapshot is another.
func arranged(items, known []Snapshot, places map[string]int) (all []Snapshot, changed, same bool) {
	if len(items) != len(known) {
		return nil, false, false
	}
	at := make([]int32, len(items)) // where each stands
	met := make([]bool, len(known))
	for i := range items {
		place, ok := places[items[i].ID]
		if !ok || place >= len(known) || met[place] || known[place].ID != items[i].ID ||
			!known[place].Metadata.CreatedDate.Equal(items[i].Metadata.CreatedDate) {
			return nil, false, false
		}
		at[i], met[place] = int32(place), true
		changed = changed || known[place] != items[i]
	}
	if !changed {
		return known, false, true
	}
	all = make([]Snapshot, len(items))
	for i := range items {
		all[at[i]] = items[i]
	}
	return all, true, true
}

// newestOnce sorts snapshots, the newest first, and leaves out those that a list gave twice.
func newestOnce(items []Snapshot) []Snapshot {
	seen := make(map[string]struct{}, len(items))
	once := make([]*Snapshot, 0, len(items))
	for i := range items {
		if _, twice := seen[items[i].ID]; !twice {
			seen[items[i].ID] = struct{}{}
			once = append(once, &items[i])
		}
	}
	slices.SortFunc(once, newestFirst)
	return values(once)
}
