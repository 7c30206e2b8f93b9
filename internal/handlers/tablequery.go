package handlers

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// The page sizes of lists.
const (
	defaultPerPage = 50
	maxPerPage     = 500
	maxQuery       = 200 // characters of a search
)

// tableQuery is the part of a list's address that every list has: search, order and page.
type tableQuery struct {
	path    string
	values  url.Values
	Text    string
	Order   inventory.Order
	Page    int // from 1
	PerPage int

	ignored []string // why parameters mean nothing
}

// parseTableQuery reads a list's address. What it does not understand falls back to the default.
func parseTableQuery(address *url.URL, columns []string, fallback inventory.Order) tableQuery {
	values := address.Query()
	q := tableQuery{path: address.Path, values: values, Order: fallback, Page: 1, PerPage: defaultPerPage}
	q.Text = truncate(strings.TrimSpace(values.Get("q")), maxQuery)
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

// rankMatches puts the best matches of a search first, unless the address names an order.
func (q *tableQuery) rankMatches() {
	if q.Text != "" && q.values.Get("sort") == "" {
		q.Order = inventory.Order{By: inventory.ByMatch}
	}
}

func truncate(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}

// window is the page as a query understands it.
func (q tableQuery) window() inventory.Paging {
	return inventory.Paging{Offset: (q.Page - 1) * q.PerPage, Limit: q.PerPage}
}

// link returns the list's address with some parameters changed; an empty value removes one.
func (q tableQuery) link(changes ...string) string {
	values := url.Values{}
	for key, v := range q.values {
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
		return q.path
	}
	return q.path + "?" + values.Encode()
}

// displayKeys are the parameters that say how a list is shown, not what is in it.
func displayKeys() []string { return []string{"sort", columnsKey, "per", groupKey, collapsedKey} }

// hiddenFields is the list's address from its first page on, for a form that has fields for some of its
// parameters.
func (q tableQuery) hiddenFields(fields ...string) []views.HiddenField {
	var retained []views.HiddenField
	for _, key := range slices.Sorted(maps.Keys(q.values)) {
		if value := q.values.Get(key); value != "" && key != "page" && !slices.Contains(fields, key) {
			retained = append(retained, views.HiddenField{Name: key, Value: value})
		}
	}
	return retained
}

// sortLink returns the address that sorts by a column: the other way round if it is sorted by it already.
func (q tableQuery) sortLink(column string) string {
	if q.Order.By == column && !q.Order.Desc {
		column = "-" + column
	}
	return q.link("sort", column, "page", "")
}

// filtered reports whether any of the given parameters narrows the list.
func (q tableQuery) filtered(keys ...string) bool {
	return q.Text != "" || slices.ContainsFunc(keys, func(k string) bool { return q.values.Get(k) != "" })
}

// pageCount is how many pages a total has.
func (q tableQuery) pageCount(total int) int { return max(1, (total+q.PerPage-1)/q.PerPage) }
