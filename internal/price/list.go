package price

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// anyLocation matches all locations without a price of their own.
const anyLocation = "*"

// maxPrice is the highest accepted price, in millionths.
const maxPrice = 1000 * million

// maxSizeMB is the largest accepted size, in MB: a billion GB would be a mistake.
const maxSizeMB = 1 << 30

// List holds the price of a GB for 30 days by location. The zero List has no price. It is safe for concurrent
// use.
type List struct {
	Currency string // three letters, such as EUR

	millionths map[string]int64 // by location, lower case
}

// Known reports whether any price is set and costs are to be shown.
func (l List) Known() bool { return len(l.millionths) > 0 }

// UnmarshalText parses locations with prices, such as "de/fra=0.05,de/txl=0.05,*=0.06". A sub-location, such as
// de/fra/2 of de/fra, has the same price unless it is listed; * is for all others.
func (l *List) UnmarshalText(text []byte) error {
	all := map[string]int64{}
	for part := range strings.SplitSeq(string(text), ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		location, number, ok := strings.Cut(part, "=")
		location = strings.ToLower(strings.TrimSpace(location))
		if !ok || location == "" {
			return fmt.Errorf("%q is not a location with a price, such as de/fra=0.05", strings.TrimSpace(part))
		}
		if !isLocation(location) {
			return fmt.Errorf("%q is neither a location such as de/fra nor *", location)
		}
		if _, twice := all[location]; twice {
			return fmt.Errorf("%s has two prices", location)
		}
		price, err := parse(strings.TrimSpace(number))
		if err != nil {
			return fmt.Errorf("price of %s: %w", location, err)
		}
		all[location] = price
	}
	l.millionths = all
	return nil
}

func isLocation(text string) bool {
	return text == anyLocation || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-/") == "" && strings.Trim(text, "/") == text
}

// parse parses a price as millionths.
func parse(text string) (int64, error) {
	whole, fraction, point := strings.Cut(text, ".")
	digits := whole + fraction
	if whole == "" || point && fraction == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, fmt.Errorf("%q is not a number such as 0.05", text)
	}
	if len(fraction) > decimals {
		return 0, fmt.Errorf("%q has more than %d decimals", text, decimals)
	}
	price, err := strconv.ParseInt(digits+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	if err != nil || price > maxPrice {
		return 0, fmt.Errorf("%q is more than %d", text, maxPrice/million)
	}
	return price, nil
}

// of returns the price per GB in a location: its own, its parent's, or that of all others.
func (l List) of(location string) (millionths int64, known bool) {
	for location = strings.ToLower(location); location != ""; {
		if price, ok := l.millionths[location]; ok {
			return price, true
		}
		cut := strings.LastIndexByte(location, '/')
		location = location[:max(cut, 0)]
	}
	price, ok := l.millionths[anyLocation]
	return price, ok
}

// PerGB returns the price per GB in a location, as a decimal number.
func (l List) PerGB(location string) (price string, known bool) {
	millionths, known := l.of(location)
	return decimal(millionths), known
}

// Of returns the cost of a snapshot of a size in a location.
func (l List) Of(location string, gb float64) Sum {
	millionths, known := l.of(location)
	mb := math.Round(gb * mbPerGB)
	switch {
	case !l.Known():
		return Sum{}
	case !known || !(mb >= 0 && mb <= maxSizeMB):
		return Sum{Unpriced: []string{location}}
	default:
		return Sum{Priced: true, Amount: Amount(millionths * int64(mb))}
	}
}
