package volumelist

import (
	"slices"

	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// orderKey is the parameter with which live updates name the order that the list was opened with.
const orderKey = "order"

// OrderVolumes sorts the worst volumes first, in the order that the list was opened with, and returns the name of
// that order and whether it is outdated.
func (s *List) OrderVolumes(req web.Request, q *table.Query, query *inventory.VolumeQuery) (name string, old bool) {
	wanted := q.Values.Get(orderKey)
	q.Values.Del(orderKey)
	if query.Order.By != inventory.ByRank {
		return "", false
	}
	now := s.orders.Remember(req.Report())
	if ranks := s.orders.Ranks(wanted); ranks != nil {
		query.Ranks = ranks
		return wanted, wanted != now
	}
	query.Ranks = s.orders.Ranks(now)
	return now, false
}

// OrderChanged reports whether a page of volumes would look different in the current order.
func OrderChanged(req web.Request, query inventory.VolumeQuery, shown []inventory.Volume) bool {
	query.Ranks = req.Report().Ranks()
	now := req.View.FindVolumes(query).Items
	return !slices.EqualFunc(now, shown, func(x, y inventory.Volume) bool { return x.ID == y.ID })
}

// OrderOf returns what a list shows about its order.
func OrderOf(q *table.Query, name string, changed bool) ui.ListOrder {
	o := ui.ListOrder{Name: name}
	if changed {
		o.SortAgain = q.Link("page", q.Values.Get("page"))
	}
	return o
}

// WorstFirst returns the default order of volumes.
func WorstFirst() inventory.Order { return inventory.Order{By: inventory.ByRank} }
