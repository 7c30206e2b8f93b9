package price

import "slices"

// Sum is what several things cost together, as far as they have a price. The zero Sum is
// that of nothing.
type Sum struct {
	Amount  Amount
	Priced  bool     // something has a price
	Without []string // the locations of what has none, sorted
}

// Plus adds two sums.
func (s Sum) Plus(o Sum) Sum {
	s.Amount, s.Priced = s.Amount+o.Amount, s.Priced || o.Priced
	for _, location := range o.Without {
		if at, there := slices.BinarySearch(s.Without, location); !there {
			s.Without = slices.Insert(slices.Clone(s.Without), at, location)
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
