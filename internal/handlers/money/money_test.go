package money

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/price"
)

// priced returns prices in euros.
func priced(t *testing.T, list string) (prices price.List) {
	t.Helper()
	require.NoError(t, prices.UnmarshalText([]byte(list)))
	prices.Currency = "EUR"
	return prices
}

// hundredths returns an amount; its unit is a millionth for each MB.
func hundredths(n int64) price.Amount { return price.Amount(n * 10_000 * 1024) }

// An amount is never rounded up, and never shown as zero if it is more.
func TestMoney_ShortensLargeAmounts(t *testing.T) {
	t.Parallel()
	prices := priced(t, "de=0.05")
	for _, c := range []struct {
		amount      price.Amount
		long, short string
	}{
		{0, "0.00", "0.00"},
		{1, "under 0.01", "under 0.01"},
		{hundredths(1), "0.01", "0.01"},
		{hundredths(1240), "12.40", "12.40"},
		{hundredths(9_999_999), "99 999.99", "99 999.99"},
		{hundredths(10_000_000), "100 000.00", "100.0 k"},
		{hundredths(13_919_999), "139 199.99", "139.1 k"},
		{hundredths(999_999_999), "9 999 999.99", "9 999.9 k"},
		{hundredths(1_000_000_000), "10 000 000.00", "10.0 M"},
		{hundredths(123_499_999_999), "1 234 999 999.99", "1 234.9 M"},
	} {
		require.Equal(t, c.long+" EUR", plainSpaces(Text(prices, c.amount)))
		require.Equal(t, c.short+" EUR", plainSpaces(Short(prices, c.amount)))
	}
}

// plainSpaces replaces the spaces within numbers.
func plainSpaces(s string) string {
	var out []rune
	for _, r := range s {
		switch r {
		case '\u202f', '\u00a0', '\u2009':
			r = ' '
		}
		out = append(out, r)
	}
	return string(out)
}

// The text is empty if nothing has a price.
func TestCostText_NamesUnpricedSizes(t *testing.T) {
	t.Parallel()
	prices := priced(t, "de=0.05")
	part := price.Sum{Amount: hundredths(500), Priced: true, Unpriced: []string{"us/las", "gb/lhr"}}
	require.Contains(t, Cost(prices, part), "5.00 EUR")
	require.Contains(t, Cost(prices, part), "us/las, gb/lhr")
	require.Contains(t, ShortCost(prices, price.Sum{Amount: hundredths(13_919_999), Priced: true}), "k EUR")
	require.NotContains(t, Cost(prices, price.Sum{Amount: hundredths(500), Priced: true}), "without")
	nothing := price.Sum{Unpriced: []string{"us/las"}}
	require.Empty(t, Cost(prices, nothing))
	require.Contains(t, CostFact(prices, "Costs", nothing)[0].Text, "us/las", "a fact gives the reason")
	require.Contains(t, Cost(prices, price.Sum{}), "0.00 EUR", "no snapshots cost nothing")
}

// A zero would look like a price.
func TestCostText_IsHiddenWithoutPrices(t *testing.T) {
	t.Parallel()
	var prices price.List
	require.Empty(t, Cost(prices, price.Sum{Amount: 5, Priced: true}))
	require.Empty(t, CostFact(prices, "Costs", price.Sum{Amount: 5, Priced: true}))
}
