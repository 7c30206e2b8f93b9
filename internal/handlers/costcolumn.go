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
		key: "cost", label: label, class: "num", word: "Cost", sort: "cost",
		cell: func(a asked, x *T) views.Cell { return costCell(a, cost(a.view, x)) },
	})
}

func snapshotCost(v *inventory.View, x *inventory.Snapshot) price.Sum { return v.CostOfSnapshot(x.ID) }

func volumeCost(v *inventory.View, x *inventory.Volume) price.Sum { return v.CostOfVolume(x.ID) }

func datacenterCost(v *inventory.View, x *inventory.Datacenter) price.Sum {
	return v.CostOfDatacenter(x.ID)
}

// costCell is what something costs in 30 days, which the head of the column says.
func costCell(a asked, sum price.Sum) views.Cell {
	title := ""
	if len(sum.Without) > 0 {
		title = "No price is set for " + strings.Join(sum.Without, ", ")
	}
	switch {
	case !sum.Priced && title != "":
		return views.Cell{Text: "no price", Title: title, Quiet: true}
	case title != "":
		return views.Cell{Text: a.money(sum.Amount) + " and more", Title: title}
	default:
		return views.Cell{Text: a.money(sum.Amount)}
	}
}

// addCost adds to a list's summary what all that match cost.
func (a asked) addCost(l *views.List, whose string, sum price.Sum) {
	if cost := a.cost(sum); cost != "" && l.Summary != "" {
		l.Summary += " · " + whose + cost
	}
}

// exactCost is a decimal number in a file; empty when it is not known whole.
type exactCost string

// MarshalJSON writes the number as it is, since a float would not be exact.
func (c exactCost) MarshalJSON() ([]byte, error) { return []byte(cmp.Or(string(c), "null")), nil }

// priceIn adds what each line of a file costs, if there are prices.
func (sh *sheet) priceIn(a asked, costs []price.Sum) {
	if !a.view.Prices.Known() {
		return
	}
	sh.heads = append(sh.heads, "cost30Days", "currency")
	for i, sum := range costs {
		cost := exactCost("")
		if len(sum.Without) == 0 {
			cost = exactCost(sum.Amount.Decimal())
		}
		sh.lines[i] = append(sh.lines[i], cost, a.view.Prices.Currency)
	}
}
