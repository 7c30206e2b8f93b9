package handlers

import (
	"hash/fnv"
	"slices"
	"strconv"
	"sync"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// orderKey is the parameter by which the live updates of a list name the order that it was opened with.
const orderKey = "order"

// maxOrders is how many orders are remembered. Each takes a few dozen bytes for each volume.
const maxOrders = 12

// orderMemory remembers orders that lists were opened with, so that their rows keep their place. It may be used
// concurrently.
type orderMemory struct {
	mu     sync.Mutex
	orders map[string]*inventory.Ranks
	oldest []string
	report *coverage.Report // whose order has the name last
	last   string
}

// remember returns the name of the order that a report has now.
func (m *orderMemory) remember(r *coverage.Report) string {
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

// ranks is the order of a name, or nil.
func (m *orderMemory) ranks(name string) *inventory.Ranks {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.orders[name]
}

// orderVolumes gives a query the worst first. A list that is open keeps the order that it was opened with.
// It returns the name of the order, and whether another one has taken its place since.
func (s *Server) orderVolumes(req pageRequest, q *tableQuery, query *inventory.VolumeQuery) (name string, old bool) {
	wanted := q.values.Get(orderKey)
	q.values.Del(orderKey)
	if query.Order.By != inventory.ByRank {
		return "", false
	}
	now := s.orders.remember(req.report())
	if ranks := s.orders.ranks(wanted); ranks != nil {
		query.Ranks = ranks
		return wanted, wanted != now
	}
	query.Ranks = s.orders.ranks(now)
	return now, false
}

// orderChanged reports whether a page of volumes would look different in the order of now.
func orderChanged(req pageRequest, query inventory.VolumeQuery, shown []inventory.Volume) bool {
	query.Ranks = req.report().Ranks()
	now := req.view.FindVolumes(query).Items
	return !slices.EqualFunc(now, shown, func(x, y inventory.Volume) bool { return x.ID == y.ID })
}

// orderOf is what a list says of its order.
func orderOf(q *tableQuery, name string, changed bool) views.ListOrder {
	o := views.ListOrder{Name: name}
	if changed {
		o.SortAgain = q.link("page", q.values.Get("page"))
	}
	return o
}
