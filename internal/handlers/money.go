package handlers

import (
	"fmt"
	"strconv"
	"strings"

	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// money shows an amount as people write it: "12.40 EUR".
func (a asked) money(m price.Amount) string { return figure(m) + " " + a.view.Prices.Currency }

// figure is an amount rounded to hundredths. What costs something never shows as nothing.
func figure(m price.Amount) string {
	cents := m.Cents()
	if cents == 0 && m > 0 {
		return "under 0.01"
	}
	return fmt.Sprintf("%s.%02d", views.Thousands(strconv.FormatInt(cents/100, 10)), cents%100)
}

// cost says what something costs in 30 days, as far as that has a price; "" when nothing has.
func (a asked) cost(sum price.Sum) string {
	switch {
	case !a.view.Prices.Known(), !sum.Priced && len(sum.Without) > 0:
		return ""
	case len(sum.Without) > 0:
		return a.money(sum.Amount) + " / 30 days, without " + strings.Join(sum.Without, ", ")
	default:
		return a.money(sum.Amount) + " / 30 days"
	}
}

// costFact is what something costs as a fact; none without prices.
func (a asked) costFact(label string, sum price.Sum) []views.Fact {
	if !a.view.Prices.Known() {
		return nil
	}
	text := a.cost(sum)
	if text == "" {
		text = "no price is set for " + strings.Join(sum.Without, ", ")
	}
	return []views.Fact{{Label: label, Text: text}}
}

// costTile is what all snapshots cost.
func (a asked) costTile() views.Tile {
	sum := a.view.Cost()
	tile := views.Tile{Label: "Cost of snapshots", Value: figure(sum.Amount), Unit: a.view.Prices.Currency, Detail: "in 30 days", Href: "/snapshots?sort=-cost"}
	switch {
	case !sum.Priced && len(sum.Without) > 0:
		tile.Value, tile.Unit, tile.Detail = "unknown", "", "no price for "+strings.Join(sum.Without, ", ")
	case len(sum.Without) > 0:
		tile.Detail += ", without " + strings.Join(sum.Without, ", ")
	}
	return tile
}
