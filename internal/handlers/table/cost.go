package table

import (
	"cmp"
	"slices"
	"strings"

	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
	"snapdeck/internal/views/ui"
)

// WithCost adds a column with the cost of snapshots after another one, if there are prices.
func WithCost[T any](s *web.Base, columns []Column[T], after string, cell func(req web.Request, x *T) ui.Cell) []Column[T] {
	prices := s.Mirror.View().Prices
	if !prices.Known() {
		return columns
	}
	at := slices.IndexFunc(columns, func(c Column[T]) bool { return c.Key == after }) + 1
	return slices.Insert(columns, at, Column[T]{
		Key: "cost", Label: prices.Currency + " / month", title: "What the snapshots cost in 30 days", Class: "num", InlineLabel: prices.Currency, Sort: "cost", Drop: 2, Cell: cell,
	})
}

// SnapshotCostCell returns the cell of a snapshot's cost.
func SnapshotCostCell(req web.Request, x *inventory.Snapshot) ui.Cell {
	return costCell(req, req.View.CostOfSnapshot(x.ID), "")
}

// AtLeast marks a number that may be larger.
const AtLeast = "≥\u00a0"

// AtLeastCost returns the cell of the cost of snapshots, of which there may be more; an unknown cost is never shown
// as 0.
func AtLeastCost(req web.Request, t inventory.SnapshotTotals) ui.Cell {
	switch {
	case t.Unknown():
		return ui.Cell{Text: "—", Title: "Unknown: snapshots without a certain source may belong here"}
	case t.Count == 0:
		return ui.Cell{Text: "0"}
	case t.AtLeast:
		return costCell(req, t.Cost, AtLeast)
	default:
		return costCell(req, t.Cost, "")
	}
}

// AtLeastCell returns the cell of the number or size of snapshots, of which there may be more.
func AtLeastCell(t inventory.SnapshotTotals, text string) ui.Cell {
	switch {
	case t.Unknown():
		return ui.Cell{Text: "—", Title: "Unknown: snapshots without a certain source may belong here"}
	case t.AtLeast:
		return ui.Cell{Text: AtLeast + text, Title: "At least: snapshots without a certain source may belong here"}
	default:
		return TextCell(text)
	}
}

// costCell returns the cell of a cost per 30 days, as the header explains.
func costCell(req web.Request, sum price.Sum, sign string) ui.Cell {
	title := money.Text(req.View.Prices, sum.Amount) + " in 30 days"
	if sign != "" {
		title = "At least " + title + ": snapshots without a certain source may belong here"
	}
	if len(sum.Unpriced) > 0 {
		title, sign = "No price is set for "+strings.Join(sum.Unpriced, ", "), AtLeast
	}
	if !sum.Priced && len(sum.Unpriced) > 0 {
		return ui.Cell{Text: "no price", Title: title, Muted: true}
	}
	return ui.Cell{Text: sign + money.ShortAmount(sum.Amount), Title: title}
}

// AddCost adds the cost of all matches to a list's summary.
func AddCost(req web.Request, l *ui.List, sum price.Sum) {
	if cost := money.Cost(req.View.Prices, sum); cost != "" && l.Summary != "" {
		addToSummary(l, money.ShortCost(req.View.Prices, sum), cost)
	}
}

// AddVolumeCost adds the cost of the volumes' snapshots to a list's summary, and of the snapshots without a known
// volume.
func AddVolumeCost(req web.Request, l *ui.List, query inventory.VolumeQuery, sum price.Sum) {
	others := req.View.Unattributed()
	if l.Summary == "" || !req.View.Prices.Known() {
		return
	}
	if others.Count == 0 {
		AddCost(req, l, sum)
		return
	}
	if cost := money.Cost(req.View.Prices, sum); cost != "" && sum.Amount > 0 {
		addToSummary(l, AtLeast+money.ShortCost(req.View.Prices, sum), AtLeast+cost)
	}
	query.Order, query.Ranks, query.Paging = inventory.Order{}, nil, inventory.Paging{}
	if query == (inventory.VolumeQuery{}) && others.Cost.Priced {
		addToSummary(l, money.Short(req.View.Prices, others.Cost.Amount)+" not attributed", money.Text(req.View.Prices, others.Cost.Amount)+" not attributed")
	}
}

// addToSummary adds to a list's summary, and to the unabbreviated one.
func addToSummary(l *ui.List, text, exact string) {
	l.Exact = cmp.Or(l.Exact, l.Summary) + " · " + exact
	l.Summary += " · " + text
}
