package inventory

import (
	"slices"
	"sync"

	"snapdeck/internal/price"
)

// maxCachedQueries is how many queries of a view are remembered. Each takes four bytes for each
// thing that it matched.
const maxCachedQueries = 16

// queryMatch is what a query matched: the places of the things in its order, their size and cost.
type queryMatch struct {
	positions []int32
	gb        float64
	unsized   int
	cost      price.Sum
}

// queryCache remembers what the latest queries of a view matched, so that turning pages and
// asking for what others have asked for costs nothing. It may be used concurrently.
type queryCache[Q comparable] struct {
	mu    sync.Mutex
	found map[Q]queryMatch
	order []Q // the oldest first
}

// get returns what a query matched, which is worked out when it is not remembered.
func (m *queryCache[Q]) get(query Q, work func() queryMatch) queryMatch {
	m.mu.Lock()
	known, ok := m.found[query]
	m.mu.Unlock()
	if ok {
		return known
	}
	fresh := work()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.found == nil {
		m.found = map[Q]queryMatch{}
	}
	if _, ok := m.found[query]; !ok {
		m.order = append(m.order, query)
	}
	m.found[query] = fresh
	if len(m.order) > maxCachedQueries {
		delete(m.found, m.order[0])
		m.order = slices.Delete(m.order, 0, 1)
	}
	return fresh
}
