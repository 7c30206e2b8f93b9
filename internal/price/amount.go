package price

import (
	"strconv"
	"strings"
)

// Amount is money, counted so finely that a price with six decimals times a size in MB is a
// whole number. It holds nine billion units of a currency.
type Amount int64

const (
	decimals = 6         // of a price
	million  = 1_000_000 // a price of 1 has so many of its smallest parts
	mbPerGB  = 1024
	one      = million * mbPerGB // the Amount that is 1 unit of the currency
	cent     = one / 100
)

// Cents returns the amount in hundredths of the currency's unit, a half rounded up.
func (a Amount) Cents() int64 { return int64((a + cent/2) / cent) }

// Decimal returns the amount as a plain decimal number, for programs: six decimals at most,
// a half rounded up, without zeros at the end.
func (a Amount) Decimal() string {
	return decimal((int64(a) + mbPerGB/2) / mbPerGB)
}

// decimal writes millionths as a decimal number.
func decimal(millionths int64) string {
	whole := strconv.FormatInt(millionths/million, 10)
	fraction := strconv.FormatInt(million+millionths%million, 10)[1:]
	return strings.TrimSuffix(whole+"."+strings.TrimRight(fraction, "0"), ".")
}
