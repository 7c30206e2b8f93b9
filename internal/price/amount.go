package price

import (
	"strconv"
	"strings"
)

// Amount is an exact amount of money: its unit is small enough that a price with six decimals times a size in
// MB is a whole number. It holds nine billion units of a currency.
type Amount int64

const (
	decimals = 6         // of a price
	million  = 1_000_000 // millionths per unit
	mbPerGB  = 1024
	one      = million * mbPerGB // one unit of the currency
	cent     = one / 100
)

// Cents returns the amount in hundredths of the currency's unit, a half rounded up.
func (a Amount) Cents() int64 { return int64((a + cent/2) / cent) }

// Decimal returns the amount as a plain decimal number, for programs: at most six decimals, a half rounded up,
// without trailing zeros.
func (a Amount) Decimal() string {
	return decimal((int64(a) + mbPerGB/2) / mbPerGB)
}

func decimal(millionths int64) string {
	whole := strconv.FormatInt(millionths/million, 10)
	fraction := strconv.FormatInt(million+millionths%million, 10)[1:]
	return strings.TrimSuffix(whole+"."+strings.TrimRight(fraction, "0"), ".")
}
