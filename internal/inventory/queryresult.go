package inventory

import (
	"slices"

	"snapdeck/internal/price"
)

// Order is a sort column with its direction.
type Order struct {
	By   string
	Desc bool
}

// Paging is a page of a list: Limit items from Offset on. A Limit of 0 means all.
type Paging struct {
	Offset, Limit int
}

// QueryResult is a page of the matches of a query, with the totals of all matches.
type QueryResult[T any] struct {
	Items   []T
	Total   int
	TotalGB float64
	Unsized int       // of these have no known size
	Cost    price.Sum // of the snapshots, or of the volumes' snapshots; zero without prices
}

// matcher defines how items of one type are selected, compared by a column and measured in GB.
type matcher[T any] struct {
	matches func(*T) bool
	compare func(by string, a, b *T) int // by ByMatch as within equal matches
	rank    func(*T) MatchRank           // how well an item matches the searched text
	size    func(*T) float64
	cost    func(*T) price.Sum
}

// queryPage returns the page of the candidates that match. Items are large: it sorts pointers and copies only
// the items of the page.
func queryPage[T any](candidates []T, order Order, w Paging, f matcher[T]) QueryResult[T] {
	var matched []*T
	var found QueryResult[T]
	for i := range candidates {
		if item := &candidates[i]; f.matches(item) {
			matched = append(matched, item)
			found.TotalGB += f.size(item)
			found.Unsized += unsized(f.size(item))
			found.Cost = found.Cost.Plus(f.cost(item))
		}
	}
	slices.SortStableFunc(matched, func(a, b *T) int {
		if order.Desc {
			a, b = b, a
		}
		return f.compare(order.By, a, b)
	})
	if order.By == ByMatch {
		matched = sortByRank(matched, f.rank)
	}
	found.Total = len(matched)
	found.Items = Dereference(matched[w.from(len(matched)):w.to(len(matched))])
	return found
}

// totals are the values that are added up, by position. Without prices there are no costs.
type totals struct {
	sizes []float64 // in GB
	costs []price.Sum
}

// filterOrder returns what of an order has a text and matches. With matchesAll, all match.
func filterOrder(order []int32, add totals, matching func(text string) []bool, text string, matchesAll bool, matches func(pos int32) bool) queryMatch {
	found := queryMatch{positions: order}
	if text != "" {
		has := matching(text)
		found.positions = filterPositions(found.positions, func(pos int32) bool { return has[pos] })
	}
	if !matchesAll {
		found.positions = filterPositions(found.positions, matches)
	}
	for _, pos := range found.positions {
		found.gb += add.sizes[pos]
		found.unsized += unsized(add.sizes[pos])
	}
	if add.costs != nil {
		for _, pos := range found.positions {
			found.cost = found.cost.Plus(add.costs[pos])
		}
	}
	return found
}

func filterPositions(positions []int32, enabled func(int32) bool) []int32 {
	var found []int32
	for _, pos := range positions {
		if enabled(pos) {
			found = append(found, pos)
		}
	}
	return slices.Clip(found)
}

func pageOf[T any](item func(pos int32) *T, m queryMatch, w Paging) QueryResult[T] {
	n := len(m.positions)
	items := Dereference(itemsAt(item, m.positions[w.from(n):w.to(n)]))
	return QueryResult[T]{Total: n, TotalGB: m.gb, Unsized: m.unsized, Cost: m.cost, Items: items}
}

func (w Paging) from(n int) int { return min(max(0, w.Offset), n) }

func (w Paging) to(n int) int {
	from := w.from(n)
	if w.Limit <= 0 {
		return n
	}
	return from + min(w.Limit, n-from)
}

// sortedCopy returns a sorted copy, or the slice itself if it is sorted.
func sortedCopy[T any](items []T, compare func(a, b *T) int) []T {
	order, inOrder := make([]*T, len(items)), true
	for i := range items {
		order[i] = &items[i]
		inOrder = inOrder && (i == 0 || compare(order[i-1], order[i]) <= 0)
	}
	if inOrder {
		return items
	}
	slices.SortStableFunc(order, compare)
	return Dereference(order)
}

func Dereference[T any](pointers []*T) []T {
	items := make([]T, len(pointers))
	for i, p := range pointers {
		items[i] = *p
	}
	return items
}

// unsized counts a size that is not known: nothing has a size of 0.
func unsized(gb float64) int {
	if gb <= 0 {
		return 1
	}
	return 0
}
