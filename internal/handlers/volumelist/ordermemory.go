package volumelist

import (
	"hash/fnv"
	"slices"
	"strconv"
	"sync"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
)

// maxOrders limits the cached orders, each of which takes a few dozen bytes per volume.
const maxOrders = 12

// orderMemory remembers the orders that lists were opened with, so that rows keep their place, and is safe for
// concurrent use.
type orderMemory struct {
	mu     sync.Mutex
	orders map[string]*inventory.Ranks
	oldest []string
	report *coverage.Report // whose order is the latest
	last   string
}

// Remember returns the name of a report's order.
func (m *orderMemory) Remember(r *coverage.Report) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.report == r {
		return m.last
	}
	ranks := r.Ranks()
	h := fnv.New64a()
	for _, v := range r.WorstFirst(0) {
		_, _ = h.Write([]byte(v.ID))
	}
	name := strconv.FormatUint(h.Sum64(), 36)
	m.report, m.last = r, name
	if _, known := m.orders[name]; known {
		return name
	}
	if m.orders == nil {
		m.orders = map[string]*inventory.Ranks{}
	}
	m.orders[name], m.oldest = ranks, append(m.oldest, name)
	if len(m.oldest) > maxOrders {
		delete(m.orders, m.oldest[0])
		m.oldest = slices.Delete(m.oldest, 0, 1)
	}
	return name
}

// Ranks returns the order with a name, or nil.
func (m *orderMemory) Ranks(name string) *inventory.Ranks {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.orders[name]
}
