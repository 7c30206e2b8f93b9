package inventory

// IDs is an immutable set of ids that filters a query.
type IDs struct{ all map[string]struct{} }

// NewIDs returns a set of ids.
func NewIDs(ids ...string) *IDs {
	set := &IDs{all: make(map[string]struct{}, len(ids))}
	for _, id := range ids {
		set.all[id] = struct{}{}
	}
	return set
}

// Has reports whether an id is in the set.
func (s *IDs) Has(id string) bool {
	_, is := s.all[id]
	return is
}

// Each calls f for each id, in any order.
func (s *IDs) Each(f func(id string)) {
	for id := range s.all {
		f(id)
	}
}

// Ranks is an order of items by their ids, computed elsewhere. It is never changed.
type Ranks struct{ positions map[string]int32 }

// NewRanks returns the order in which ids are given. All others come last.
func NewRanks(ids ...string) *Ranks {
	r := &Ranks{positions: make(map[string]int32, len(ids))}
	for i, id := range ids {
		r.positions[id] = int32(i)
	}
	return r
}

// of returns the rank of an id. r may be nil.
func (r *Ranks) of(id string) int32 {
	if r == nil {
		return 0
	}
	if pos, known := r.positions[id]; known {
		return pos
	}
	return int32(len(r.positions))
}
