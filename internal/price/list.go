package price

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// anyLocation stands for all locations that have no price of their own.
const anyLocation = "*"

// maxPrice is the highest price that is believed, in millionths.
const maxPrice = 1000 * million

// maxSizeMB is the largest size that is believed, in MB: a billion GB would be a mistake.
const maxSizeMB = 1 << 30

// List is what a GB costs for 30 days, by location. The zero List knows no price. It may be
// used concurrently.
type List struct {
	Currency string // three letters, such as EUR

	millionths map[string]int64 // by location, folded
}

// Known reports whether anything has a price, so that money is to be shown at all.
func (l List) Known() bool { return len(l.millionths) > 0 }

// UnmarshalText reads locations with their prices, such as "de/fra=0.05,de/txl=0.05,*=0.06".
// A location that is a part of another one, such as de/fra/2 of de/fra, costs the same unless
// it is named; * is for all that are not.
func (l *List) UnmarshalText(text []byte) error {
	all := map[string]int64{}
	for part := range strings.SplitSeq(string(text), ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		place, number, ok := strings.Cut(part, "=")
		place = strings.ToLower(strings.TrimSpace(place))
		if !ok || place == "" {
			return fmt.Errorf("%q is not a location with its price, such as de/fra=0.05", strings.TrimSpace(part))
		}
		if !isLocation(place) {
			return fmt.Errorf("%q is neither a location such as de/fra nor *", place)
		}
		if _, twice := all[place]; twice {
			return fmt.Errorf("%s has two prices", place)
		}
		price, err := parse(strings.TrimSpace(number))
		if err != nil {
			return fmt.Errorf("the price of %s: %w", place, err)
		}
		all[place] = price
	}
	l.millionths = all
	return nil
}

func isLocation(text string) bool {
	return text == anyLocation || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-/") == "" && strings.Trim(text, "/") == text
}

// parse reads a price and returns its millionths.
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

// of returns the price of a GB in a location: its own, that of the location that it is a part
// of, or that of all others.
func (l List) of(location string) (millionths int64, known bool) {
	for place := strings.ToLower(location); place != ""; {
		if price, ok := l.millionths[place]; ok {
			return price, true
		}
		cut := strings.LastIndexByte(place, '/')
		place = place[:max(cut, 0)]
	}
	price, ok := l.millionths[anyLocation]
	return price, ok
}

// PerGB returns what a GB costs in a location, as a decimal number.
func (l List) PerGB(location string) (price string, known bool) {
	millionths, known := l.of(location)
	return decimal(millionths), known
}

// Of is what a snapshot of a size costs in a location.
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
