package price

import "slices"

// Sum is what several things cost together, as far as they have a price. The zero Sum is
// that of nothing.
type Sum struct {
	Amount   Amount
	Priced   bool     // something has a price
	Unpriced []string // the locations of what has none, sorted
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

// Compare orders sums by their amount; what has no price comes before all that has one.
func (s Sum) Compare(o Sum) int {
	switch {
	case s.Priced != o.Priced:
		if s.Priced {
			return 1
		}
		return -1
	case s.Amount < o.Amount:
		return -1
	case s.Amount > o.Amount:
		return 1
	default:
		return 0
	}
}
