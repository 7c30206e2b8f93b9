package inventory

import (
	"slices"
	"sync"

	"snapdeck/internal/price"
)

// maxCachedQueries is the number of cached queries per view. Each takes four bytes per match.
const maxCachedQueries = 16

// queryMatch holds the positions that match a query in its order, with their total size and cost.
type queryMatch struct {
	positions []int32
	gb        float64
	unsized   int
	cost      price.Sum
}

// queryCache caches the matches of the latest queries of a view, which makes paging and repeated queries cheap.
// It is safe for concurrent use.
type queryCache[Q comparable] struct {
	mu    sync.Mutex
	found map[Q]queryMatch
	order []Q // oldest first
}

// get returns the matches of a query and computes them if they are not cached.
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
