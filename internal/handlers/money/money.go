package money

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"snapdeck/internal/price"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// Text formats an amount: "12.40 EUR".
func Text(prices price.List, m price.Amount) string {
	return roundedAmount(m) + " " + prices.Currency
}

// roundedAmount rounds an amount to hundredths, but never to nothing.
func roundedAmount(m price.Amount) string {
	cents := m.Cents()
	if cents == 0 && m > 0 {
		return "under 0.01"
	}
	return fmt.Sprintf("%s.%02d", quantity.Thousands(strconv.FormatInt(cents/100, 10)), cents%100)
}

// ShortAmount formats an amount without its currency, large ones in thousands or millions and always rounded down:
// "139.1 k".
func ShortAmount(m price.Amount) string {
	switch cents := m.Cents(); {
	case cents >= 10_000_000_00:
		return fmt.Sprintf("%s.%d\u202fM", quantity.Thousands(strconv.FormatInt(cents/100_000_000, 10)), cents/10_000_000%10)
	case cents >= 100_000_00:
		return fmt.Sprintf("%s.%d\u202fk", quantity.Thousands(strconv.FormatInt(cents/100_000, 10)), cents/10_000%10)
	default:
		return roundedAmount(m)
	}
}

// Short is Text for narrow places: "139.1 k EUR".
func Short(prices price.List, m price.Amount) string {
	return ShortAmount(m) + " " + prices.Currency
}

// Cost describes a cost per 30 days as far as there are prices; "" when there are none.
func Cost(prices price.List, sum price.Sum) string { return costText(prices, sum, Text) }

// ShortCost is Cost for narrow places.
func ShortCost(prices price.List, sum price.Sum) string { return costText(prices, sum, Short) }

func costText(prices price.List, sum price.Sum, text func(price.List, price.Amount) string) string {
	switch {
	case !prices.Known(), !sum.Priced && len(sum.Unpriced) > 0:
		return ""
	case len(sum.Unpriced) > 0:
		return text(prices, sum.Amount) + " a month, without " + strings.Join(sum.Unpriced, ", ")
	default:
		return text(prices, sum.Amount) + " a month"
	}
}

// CostFact returns a cost as a fact; none without prices.
func CostFact(prices price.List, label string, sum price.Sum) []ui.Fact {
	if !prices.Known() {
		return nil
	}
	return []ui.Fact{{Label: label, Text: cmp.Or(Cost(prices, sum), "no price is set for "+strings.Join(sum.Unpriced, ", "))}}
}
