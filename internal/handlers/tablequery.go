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

// listing is the part of a list's address that every list has: search, order and page.
type listing struct {
	path   string
	values url.Values
	Text   string
	Order  inventory.Order
	Page   int // from 1
	Per    int

	ignored []string // why parameters mean nothing
}

// parseListing reads a list's address. What it does not understand falls back to the default.
func parseListing(address *url.URL, columns []string, fallback inventory.Order) listing {
	values := address.Query()
	l := listing{path: address.Path, values: values, Order: fallback, Page: 1, Per: defaultPerPage}
	l.Text = clip(strings.TrimSpace(values.Get("q")), maxQuery)
	if by, desc := strings.CutPrefix(values.Get("sort"), "-"); slices.Contains(columns, by) {
		l.Order = inventory.Order{By: by, Desc: desc}
	}
	if n, err := strconv.Atoi(values.Get("page")); err == nil && n > 1 {
		l.Page = min(n, 1_000_000)
	}
	if n, err := strconv.Atoi(values.Get("per")); err == nil && n > 0 {
		l.Per = min(n, maxPerPage)
	}
	if l.Per == defaultPerPage {
		values.Del("per")
	}
	return l
}

func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}

// window is the page as a query understands it.
func (l listing) window() inventory.Window {
	return inventory.Window{Offset: (l.Page - 1) * l.Per, Limit: l.Per}
}

// link returns the list's address with some parameters changed; an empty value removes one.
func (l listing) link(changes ...string) string {
	values := url.Values{}
	for key, v := range l.values {
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
		return l.path
	}
	return l.path + "?" + values.Encode()
}

// shownKeys are the parameters that say how a list is shown, not what is in it.
func shownKeys() []string { return []string{"sort", columnsKey, "per", groupKey, foldKey} }

// kept is the list's address from its first page on, for a form that has fields for some of its
// parameters.
func (l listing) kept(fields ...string) []views.Kept {
	var kept []views.Kept
	for _, key := range slices.Sorted(maps.Keys(l.values)) {
		if value := l.values.Get(key); value != "" && key != "page" && !slices.Contains(fields, key) {
			kept = append(kept, views.Kept{Name: key, Value: value})
		}
	}
	return kept
}

// sortLink returns the address that sorts by a column: the other way round if it is sorted by it already.
func (l listing) sortLink(column string) string {
	if l.Order.By == column && !l.Order.Desc {
		column = "-" + column
	}
	return l.link("sort", column, "page", "")
}

// filtered reports whether any of the given parameters narrows the list.
func (l listing) filtered(keys ...string) bool {
	return l.Text != "" || slices.ContainsFunc(keys, func(k string) bool { return l.values.Get(k) != "" })
}

// pages is how many pages a total has.
func (l listing) pages(total int) int { return max(1, (total+l.Per-1)/l.Per) }
