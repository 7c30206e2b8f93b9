package volumelist

import (
	"slices"

	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// orderKey is the parameter by which the live updates of a list name the order that it was opened with.
const orderKey = "order"

// OrderVolumes gives a query the worst first. A list that is open keeps the order that it was opened with.
// It returns the name of the order, and whether another one has taken its place since.
func (s *List) OrderVolumes(req web.Request, q *table.Query, query *inventory.VolumeQuery) (name string, old bool) {
	wanted := q.Values.Get(orderKey)
	q.Values.Del(orderKey)
	if query.Order.By != inventory.ByRank {
		return "", false
	}
	now := s.Orders.Remember(req.Report())
	if ranks := s.Orders.Ranks(wanted); ranks != nil {
		query.Ranks = ranks
		return wanted, wanted != now
	}
	query.Ranks = s.Orders.Ranks(now)
	return now, false
}

// OrderChanged reports whether a page of volumes would look different in the order of now.
func OrderChanged(req web.Request, query inventory.VolumeQuery, shown []inventory.Volume) bool {
	query.Ranks = req.Report().Ranks()
	now := req.View.FindVolumes(query).Items
	return !slices.EqualFunc(now, shown, func(x, y inventory.Volume) bool { return x.ID == y.ID })
}

// OrderOf is what a list says of its order.
func OrderOf(q *table.Query, name string, changed bool) ui.ListOrder {
	o := ui.ListOrder{Name: name}
	if changed {
		o.SortAgain = q.Link("page", q.Values.Get("page"))
	}
	return o
}

// WorstFirst is the order of volumes that nobody has sorted otherwise.
func WorstFirst() inventory.Order { return inventory.Order{By: inventory.ByRank} }
