package handlers

import (
	"cmp"
	"slices"
	"strings"

	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// withCost puts a column of what snapshots cost behind another one, if there are prices.
func withCost[T any](s *Server, columns []column[T], after string, cell func(req pageRequest, x *T) views.Cell) []column[T] {
	prices := s.Mirror.View().Prices
	if !prices.Known() {
		return columns
	}
	at := slices.IndexFunc(columns, func(c column[T]) bool { return c.key == after }) + 1
	return slices.Insert(columns, at, column[T]{
		key: "cost", label: prices.Currency + " / month", title: "What the snapshots cost in 30 days", class: "num", inlineLabel: prices.Currency, sort: "cost", drop: 2, cell: cell,
	})
}

func snapshotCostCell(req pageRequest, x *inventory.Snapshot) views.Cell {
	return costCell(req, req.view.CostOfSnapshot(x.ID), "")
}

func datacenterCostCell(req pageRequest, x *inventory.Datacenter) views.Cell {
	return atLeastCost(req, req.view.SnapshotTotalsFrom(x.ID))
}

// atLeast stands before a number that may be larger.
const atLeast = "≥\u00a0"

// atLeastCost is what snapshots cost of which there may be more. What is not known is never 0.
func atLeastCost(req pageRequest, t inventory.SnapshotTotals) views.Cell {
	switch {
	case t.Unknown():
		return views.Cell{Text: "—", Title: "Unknown: snapshots without a certain source may belong here"}
	case t.Count == 0:
		return views.Cell{Text: "0"}
	case t.AtLeast:
		return costCell(req, t.Cost, atLeast)
	default:
		return costCell(req, t.Cost, "")
	}
}

// atLeastCell is a number of snapshots, or their size, of which there may be more.
func atLeastCell(t inventory.SnapshotTotals, text string) views.Cell {
	switch {
	case t.Unknown():
		return views.Cell{Text: "—", Title: "Unknown: snapshots without a certain source may belong here"}
	case t.AtLeast:
		return views.Cell{Text: atLeast + text, Title: "At least: snapshots without a certain source may belong here"}
	default:
		return textCell(text)
	}
}

// costCell is what something costs in 30 days, which the head of the column says.
func costCell(req pageRequest, sum price.Sum, sign string) views.Cell {
	title := req.money(sum.Amount) + " in 30 days"
	if sign != "" {
		title = "At least " + title + ": snapshots without a certain source may belong here"
	}
	if len(sum.Unpriced) > 0 {
		title, sign = "No price is set for "+strings.Join(sum.Unpriced, ", "), atLeast
	}
	if !sum.Priced && len(sum.Unpriced) > 0 {
		return views.Cell{Text: "no price", Title: title, Muted: true}
	}
	return views.Cell{Text: sign + shortAmount(sum.Amount), Title: title}
}

// addCost adds to a list's summary what all that match cost.
func (req pageRequest) addCost(l *views.List, whose string, sum price.Sum) {
	if cost := req.costText(sum); cost != "" && l.Summary != "" {
		l.Summary += " · " + whose + cost
	}
}

// addVolumeCost adds to the summary of a list of volumes what their snapshots cost, and what is not attributed to
// any volume.
func (req pageRequest) addVolumeCost(l *views.List, query inventory.VolumeQuery, sum price.Sum) {
	others := req.view.Unattributed()
	if l.Summary == "" || !req.view.Prices.Known() {
		return
	}
	if others.Count == 0 {
		req.addCost(l, "", sum)
		return
	}
	if cost := req.costText(sum); cost != "" && sum.Amount > 0 {
		l.Summary += " · " + atLeast + cost
	}
	query.Order, query.Ranks, query.Paging = inventory.Order{}, nil, inventory.Paging{}
	if query == (inventory.VolumeQuery{}) && others.Cost.Priced {
		l.Summary += " · " + req.money(others.Cost.Amount) + " not attributed"
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
