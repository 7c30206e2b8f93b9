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
func (sh *List) AddCosts(req web.Request, costs []price.Sum) {
	if !req.View.Prices.Known() {
		return
	}
	sh.Headers = append(sh.Headers, "cost30Days", "currency")
	for i, sum := range costs {
		cost := exactCost("")
		if len(sum.Unpriced) == 0 {
			cost = exactCost(sum.Amount.Decimal())
		}
		sh.Lines[i] = append(sh.Lines[i], cost, req.View.Prices.Currency)
	}
}
