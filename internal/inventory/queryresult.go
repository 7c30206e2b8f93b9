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

// Window is a page of a list: Limit items from Offset on. A Limit of 0 means all.
type Window struct {
	Offset, Limit int
}

// Found is a page of what a query matched, with the totals of all that matched.
type Found[T any] struct {
	Items   []T
	Total   int
	TotalGB float64
	Cost    price.Sum // of the snapshots, or of those of the volumes; zero without prices
}

// finder is how items of one type are chosen, compared by a column and measured in GB.
type finder[T any] struct {
	matches func(*T) bool
	compare func(by string, a, b *T) int
	size    func(*T) float64
	cost    func(*T) price.Sum
}

// find returns the page of the candidates that match. Items are large, so that it sorts
// pointers to them and copies only those on the page.
func find[T any](candidates []T, order Order, w Window, f finder[T]) Found[T] {
	var matched []*T
	var found Found[T]
	for i := range candidates {
		if item := &candidates[i]; f.matches(item) {
			matched = append(matched, item)
			found.TotalGB += f.size(item)
			found.Cost = found.Cost.Plus(f.cost(item))
		}
	}
	slices.SortStableFunc(matched, func(a, b *T) int {
		if order.Desc {
			a, b = b, a
		}
		return f.compare(order.By, a, b)
	})
	found.Total = len(matched)
	found.Items = values(matched[w.from(len(matched)):w.to(len(matched))])
	return found
}

// weights are what is added up of items, by their places. Without prices there are no costs.
type weights struct {
	sizes []float64 // in GB
	costs []price.Sum
}

// choose returns what of an order has a text and matches. With idle, all match.
func choose(order []int32, add weights, texts func() *haystack, text string, idle bool, matches func(place int32) bool) matched {
	found := matched{places: order}
	if text != "" {
		says := texts().places(text)
		found.places = those(found.places, func(place int32) bool { return says[place] })
	}
	if !idle {
		found.places = those(found.places, matches)
	}
	for _, place := range found.places {
		found.gb += add.sizes[place]
	}
	if add.costs != nil {
		for _, place := range found.places {
			found.cost = found.cost.Plus(add.costs[place])
		}
	}
	return found
}

func those(places []int32, keeps func(int32) bool) []int32 {
	var found []int32
	for _, place := range places {
		if keeps(place) {
			found = append(found, place)
		}
	}
	return slices.Clip(found)
}

// page copies a page of what matched.
func page[T any](item func(place int32) *T, m matched, w Window) Found[T] {
	n := len(m.places)
	found := Found[T]{Total: n, TotalGB: m.gb, Cost: m.cost, Items: make([]T, 0, w.to(n)-w.from(n))}
	for _, place := range m.places[w.from(n):w.to(n)] {
		found.Items = append(found.Items, *item(place))
	}
	return found
}

func (w Window) from(n int) int { return min(max(0, w.Offset), n) }

func (w Window) to(n int) int {
	from := w.from(n)
	if w.Limit <= 0 {
		return n
	}
	return from + min(w.Limit, n-from)
}

// sorted returns a sorted copy, or what is in order already as it is.
func sorted[T any](items []T, compare func(a, b *T) int) []T {
	order, inOrder := make([]*T, len(items)), true
	for i := range items {
		order[i] = &items[i]
		inOrder = inOrder && (i == 0 || compare(order[i-1], order[i]) <= 0)
	}
	if inOrder {
		return items
	}
	slices.SortStableFunc(order, compare)
	return values(order)
}

func values[T any](pointers []*T) []T {
	items := make([]T, len(pointers))
	for i, p := range pointers {
		items[i] = *p
	}
	return items
}
