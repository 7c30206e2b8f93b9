package price

import (
	"cmp"
	"slices"
)

// Sum is a total of costs with the locations that have no price. The zero Sum is an empty total.
type Sum struct {
	Amount   Amount
	Priced   bool     // some item has a price
	Unpriced []string // the locations without a price, sorted
}

// Plus adds two sums.
func (s Sum) Plus(o Sum) Sum {
	s.Amount, s.Priced = s.Amount+o.Amount, s.Priced || o.Priced
	for _, location := range o.Unpriced {
		if at, exists := slices.BinarySearch(s.Unpriced, location); !exists {
			s.Unpriced = slices.Insert(slices.Clone(s.Unpriced), at, location)
		}
	}
	return s
}

// Compare orders sums by their amount; sums without any price come first.
func (s Sum) Compare(o Sum) int {
	switch {
	case s.Priced == o.Priced:
		return cmp.Compare(s.Amount, o.Amount)
	case s.Priced:
		return 1
	default:
		return -1
	}
}
