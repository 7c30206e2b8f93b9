package handlers

import (
	"cmp"
	"slices"
	"strings"

	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// priced reports whether there are prices, so that lists show money.
func (s *Server) priced() bool { return s.Mirror.View().Prices.Known() }

// costOfSnapshots heads a column of things that are no snapshots. It may be broken in one place.
const costOfSnapshots = "Snapshot\u00a0cost /\u00a030\u00a0days"

// withCost puts a column of what snapshots cost behind another one, if there are prices.
func withCost[T any](s *Server, columns []column[T], after, label string, cost func(v *inventory.View, x *T) price.Sum) []column[T] {
	if !s.priced() {
		return columns
	}
	at := slices.IndexFunc(columns, func(c column[T]) bool { return c.key == after }) + 1
	return slices.Insert(columns, at, column[T]{
		key: "cost", label: label, class: "num", inlineLabel: "Cost", sort: "cost",
		cell: func(req pageRequest, x *T) views.Cell { return costCell(req, cost(req.view, x)) },
	})
}

func snapshotCost(v *inventory.View, x *inventory.Snapshot) price.Sum { return v.CostOfSnapshot(x.ID) }

func volumeCost(v *inventory.View, x *inventory.Volume) price.Sum { return v.CostOfVolume(x.ID) }

func datacenterCost(v *inventory.View, x *inventory.Datacenter) price.Sum {
	return v.CostOfDatacenter(x.ID)
}

// costCell is what something costs in 30 days, which the head of the column says.
func costCell(req pageRequest, sum price.Sum) views.Cell {
	title := ""
	if len(sum.Unpriced) > 0 {
		title = "No price is set for " + strings.Join(sum.Unpriced, ", ")
	}
	switch {
	case !sum.Priced && title != "":
		return views.Cell{Text: "no price", Title: title, Muted: true}
	case title != "":
		return views.Cell{Text: req.money(sum.Amount) + " and more", Title: title}
	default:
		return views.Cell{Text: req.money(sum.Amount)}
	}
}

// addCost adds to a list's summary what all that match cost.
func (req pageRequest) addCost(l *views.List, whose string, sum price.Sum) {
	if cost := req.costText(sum); cost != "" && l.Summary != "" {
		l.Summary += " · " + whose + cost
	}
}

// exactCost is a decimal number in a file; empty when it is not known whole.
type exactCost string

// MarshalJSON writes the number as it is, since a float would not be exact.
func (c exactCost) MarshalJSON() ([]byte, error) { return []byte(cmp.Or(string(c), "null")), nil }

// addCosts adds what each line of a file costs, if there are prices.
func (sh *exportTable) addCosts(req pageRequest, costs []price.Sum) {
	if !req.view.Prices.Known() {
		return
	}
	sh.headers = append(sh.headers, "cost30Days", "currency")
	for i, sum := range costs {
		cost := exactCost("")
		if len(sum.Unpriced) == 0 {
			cost = exactCost(sum.Amount.Decimal())
		}
		sh.lines[i] = append(sh.lines[i], cost, req.view.Prices.Currency)
	}
}
