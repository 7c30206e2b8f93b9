package coverage

import (
	"cmp"
	"slices"

	"snapdeck/internal/inventory"
)

// WorstFirst returns at most n volumes (0: all), worst first: by state; failing and late ones by the time
// without protection, never protected ones by size, protected ones by the end of protection; then by data
// center and name. The order changes only when a state does.
func (r *Report) WorstFirst(n int) []Volume {
	order := r.order()
	if n > 0 && n < len(order) {
		order = order[:n]
	}
	return r.at(order)
}

// WorstOf returns the volumes in a state, the worst first, at most n.
func (r *Report) WorstOf(s State, n int) []Volume {
	from := 0
	for _, worse := range States()[:min(s.severity(), len(r.sums))] {
		from += r.Sum(worse).Count
	}
	return r.at(r.order()[from : from+min(n, r.Sum(s).Count)])
}

func (r *Report) at(positions []int32) []Volume {
	volumes := make([]Volume, len(positions))
	for i, pos := range positions {
		volumes[i] = r.Volumes[pos]
	}
	return volumes
}

// Ranks is the order of WorstFirst, for inventory.VolumeQuery with inventory.ByRank.
func (r *Report) Ranks() *inventory.Ranks { return r.ranks() }

// Among returns the volumes in a state, for inventory.VolumeQuery; nil for an unknown state.
func (r *Report) Among(s State) *inventory.IDs {
	if i := s.severity(); i < len(r.among) {
		return r.among[i]()
	}
	return nil
}

type sortKey struct {
	position int32
	severity int8
	by       int64
}

func (r *Report) sort() []int32 {
	keys := make([]sortKey, len(r.Volumes))
	for i := range r.Volumes {
		keys[i] = sortKey{int32(i), int8(r.Volumes[i].State.severity()), r.Volumes[i].priority()}
	}
	slices.SortFunc(keys, func(a, b sortKey) int {
		return cmp.Or(cmp.Compare(a.severity, b.severity), cmp.Compare(a.by, b.by), cmp.Compare(a.position, b.position))
	})
	order := make([]int32, len(keys))
	for i, k := range keys {
		order[i] = k.position
	}
	return order
}

// priority orders the volumes within a state, most urgent first.
func (v *Volume) priority() int64 {
	until := v.until(v.LastGood())
	if v.State == Protected {
		until = v.Due
	}
	if v.State == Never || v.State == Excluded || until.IsZero() {
		return int64(-v.SizeGB) - 1<<40 // before all priorities that are times
	}
	return until.Unix()
}

func (r *Report) rank() *inventory.Ranks {
	ids := make([]string, 0, len(r.Volumes))
	for _, pos := range r.order() {
		ids = append(ids, r.Volumes[pos].ID)
	}
	return inventory.NewRanks(ids...)
}

func (r *Report) collect(s State) *inventory.IDs {
	var ids []string
	for i := range r.Volumes {
		if r.Volumes[i].State == s {
			ids = append(ids, r.Volumes[i].ID)
		}
	}
	return inventory.NewIDs(ids...)
}
