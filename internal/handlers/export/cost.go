package export

import (
	"cmp"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/price"
)

// exactCost is a decimal number in an export; empty when it is not known completely.
type exactCost string

// MarshalJSON writes the decimal number unchanged, since a float would lose precision.
func (c exactCost) MarshalJSON() ([]byte, error) { return []byte(cmp.Or(string(c), "null")), nil }

// AddCosts adds the cost of each line to an export, if there are prices.
func (l *List) AddCosts(req web.Request, costs []price.Sum) {
	if !req.View.Prices.Known() {
		return
	}
	l.Headers = append(l.Headers, "cost30Days", "currency")
	for i, sum := range costs {
		cost := exactCost("")
		if len(sum.Unpriced) == 0 {
			cost = exactCost(sum.Amount.Decimal())
		}
		l.Lines[i] = append(l.Lines[i], cost, req.View.Prices.Currency)
	}
}
