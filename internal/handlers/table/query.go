package table

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// The page sizes of lists.
const (
	defaultPerPage = 50
	maxPerPage     = 500
	MaxQuery       = 200 // characters of a search
)

// Query is the part of a list's address that every list has: search, order and page.
type Query struct {
	Path    string
	Values  url.Values
	Text    string
	Order   inventory.Order
	Page    int // starts at 1
	PerPage int

	ignored []ui.Ignored
}

// ParseQuery reads a list's address, and replaces what makes no sense with the default.
func ParseQuery(address *url.URL, columns []string, fallback inventory.Order) Query {
	values := address.Query()
	q := Query{Path: address.EscapedPath(), Values: values, Order: fallback, Page: 1, PerPage: defaultPerPage}
	q.Text = texts.Truncate(strings.TrimSpace(values.Get("q")), MaxQuery)
	if by, desc := strings.CutPrefix(values.Get("sort"), "-"); slices.Contains(columns, by) {
		q.Order = inventory.Order{By: by, Desc: desc}
	}
	if n, err := strconv.Atoi(values.Get("page")); err == nil && n > 1 {
		q.Page = min(n, 1_000_000)
	}
	if n, err := strconv.Atoi(values.Get("per")); err == nil && n > 0 {
		q.PerPage = min(n, maxPerPage)
	}
	if q.PerPage == defaultPerPage {
		values.Del("per")
	}
	return q
}

// RankMatches sorts the best matches of a search first, unless the address names an order.
func (q *Query) RankMatches() {
	if q.Text != "" && q.Values.Get("sort") == "" {
		q.Order = inventory.Order{By: inventory.ByMatch}
	}
}

// Window returns the page as the inventory's paging.
func (q Query) Window() inventory.Paging {
	return inventory.Paging{Offset: (q.Page - 1) * q.PerPage, Limit: q.PerPage}
}

// Link returns the list's address with some parameters changed; an empty value removes one.
func (q Query) Link(changes ...string) string {
	values := url.Values{}
	for key, v := range q.Values {
		if len(v) > 0 && v[0] != "" && key != "part" {
			values.Set(key, v[0])
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if changes[i+1] == "" {
			values.Del(changes[i])
			continue
		}
		values.Set(changes[i], changes[i+1])
	}
	if len(values) == 0 {
		return q.Path
	}
	return q.Path + "?" + values.Encode()
}

// hiddenFields returns the parameters of the address, without the page and those that the form has fields for.
func (q Query) hiddenFields(fields ...string) []ui.HiddenField {
	var retained []ui.HiddenField
	for _, key := range slices.Sorted(maps.Keys(q.Values)) {
		if value := q.Values.Get(key); value != "" && key != "page" && !slices.Contains(fields, key) {
			retained = append(retained, ui.HiddenField{Name: key, Value: value})
		}
	}
	return retained
}

// sortLink returns the address that sorts by a column, or reverses the order if the list is already sorted by it.
func (q Query) sortLink(column string) string {
	if q.Order.By == column && !q.Order.Desc {
		column = "-" + column
	}
	return q.Link("sort", column, "page", "")
}

// Filtered reports whether any of the given parameters narrows the list.
func (q Query) Filtered(keys ...string) bool {
	return q.Text != "" || slices.ContainsFunc(keys, func(k string) bool { return q.Values.Get(k) != "" })
}
