package ionossim

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

const (
	defaultLimit = 1000
	maxLimit     = 10_000
)

// listing describes a collection: its items, how they are rendered, and which query parameters it supports.
type listing[T any] struct {
	id    string // fixed word or "<parent>/volumes"
	path  string
	items []T
	show  func(item T, depth int) element
	paged bool // supports offset and limit
	// maxFirst applies maxResults before the filters, as images do.
	maxFirst bool
	// filtered means that the filters of the query are already applied.
	filtered bool
}

// listResponse filters, orders, pages and renders a list.
func listResponse[T any](c *call, l listing[T]) (*response, error) {
	items := l.items
	if l.maxFirst {
		items = firstOf(items, c.maxResults())
	}
	if filters := c.filters(); len(filters) > 0 && !l.filtered {
		items = filterItems(items, func(item T) bool { return filters.match(l.show(item, fullDepth)) })
	}
	if by := c.orderBy(); by != "" {
		items = ordered(items, by, l.show)
	}
	if !l.maxFirst {
		items = firstOf(items, c.maxResults())
	}
	out := &collection{ID: l.id, Type: "collection", Href: c.view.base + l.path}
	if l.paged {
		cut, err := page(c, out, items)
		if err != nil {
			return nil, err
		}
		items = cut
	}
	out.Items = make([]element, 0, len(items))
	for _, item := range items {
		out.Items = append(out.Items, l.show(item, c.depth))
	}
	return ok(out), nil
}

// firstResponse answers with the first item that want accepts, or with 404.
func firstResponse[T any](items []T, want func(T) bool, show func(item T, depth int) element) (*response, error) {
	item, found := first(items, want)
	if !found {
		return nil, notFound()
	}
	return ok(show(item, 1)), nil
}

// fullDepth renders metadata and properties for filters and orders. Requests need 2 for their status.
const fullDepth = 2

func filterItems[T any](items []T, want func(T) bool) []T {
	retained := make([]T, 0, len(items))
	for _, item := range items {
		if want(item) {
			retained = append(retained, item)
		}
	}
	return retained
}

func firstOf[T any](items []T, n int) []T {
	if n > 0 && n < len(items) {
		return items[:n]
	}
	return items
}

// ordered sorts by a property or metadata field: numbers by value, others as text.
func ordered[T any](items []T, by string, show func(T, int) element) []T {
	type entry struct {
		item T
		text string
	}
	entries := make([]entry, len(items))
	for i, item := range items {
		text, _ := fieldOf(show(item, fullDepth), by)
		entries[i] = entry{item, text}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return compareText(a.text, b.text) })
	sorted := make([]T, len(items))
	for i, e := range entries {
		sorted[i] = e.item
	}
	return sorted
}

func compareText(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// page selects the requested page and writes offset, limit and links into the collection.
func page[T any](c *call, out *collection, items []T) ([]T, error) {
	offset, err := intParam(c.query, "offset", 0, 0, 1<<31-1)
	if err != nil {
		return nil, err
	}
	limit, err := intParam(c.query, "limit", defaultLimit, 1, maxLimit)
	if err != nil {
		return nil, err
	}
	from := min(offset, len(items))
	to := min(from+limit, len(items))
	link := func(offset int) string {
		q := maps.Clone(c.query)
		q.Set("offset", strconv.Itoa(offset))
		q.Set("limit", strconv.Itoa(limit))
		return out.Href + "?" + q.Encode()
	}
	out.Offset, out.Limit = &offset, &limit
	out.Links = &links{Self: link(offset)}
	if offset > 0 {
		out.Links.Prev = link(max(0, offset-limit))
	}
	if to < len(items) {
		out.Links.Next = link(to)
	}
	return items[from:to], nil
}

func intParam(q url.Values, name string, fallback, least, most int) (int, error) {
	text := q.Get(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, newError(http.StatusBadRequest, "", "Query parameter '"+name+"' must be a whole number")
	}
	if n < least || n > most {
		return 0, newError(http.StatusUnprocessableEntity, codeInvalid,
			"Query parameter '"+name+"' must be between "+strconv.Itoa(least)+" and "+strconv.Itoa(most))
	}
	return n, nil
}
