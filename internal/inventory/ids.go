package inventory

// IDs is a set of ids that a query may be narrowed to. It is never changed.
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
