package inventory

import (
	"slices"
	"sync"

	"snapdeck/internal/price"
)

// maxRemembered is how many queries of a view are remembered. Each takes four bytes for each
// thing that it matched.
const maxRemembered = 16

// matched is what a query matched: the places of the things in its order, their size and cost.
type matched struct {
	places []int32
	gb     float64
	cost   price.Sum
}

// memo remembers what the latest queries of a view matched, so that turning pages and
// asking for what others have asked for costs nothing. It may be used concurrently.
type memo[Q comparable] struct {
	mu     sync.Mutex
	found  map[Q]matched
	latest []Q // the oldest first
}

// get returns what a query matched, which is worked out when it is not remembered.
func (m *memo[Q]) get(query Q, work func() matched) matched {
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
		m.found = map[Q]matched{}
	}
	if _, ok := m.found[query]; !ok {
		m.latest = append(m.latest, query)
	}
	m.found[query] = fresh
	if len(m.latest) > maxRemembered {
		delete(m.found, m.latest[0])
		m.latest = slices.Delete(m.latest, 0, 1)
	}
	return fresh
}
