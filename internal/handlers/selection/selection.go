package selection

import (
	"net/url"
	"slices"
	"strings"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/operation"
)

// rowKey is the field of all rows in a review, selected or not, and dropKey that of the rows that a button leaves
// out.
const (
	rowKey  = "row"
	dropKey = "drop"
)

// Dropped returns the IDs of a review's rows that are not selected, and deselects those that a button leaves out.
func Dropped(form url.Values, field string) []string {
	drop := strings.Split(form.Get(dropKey), ",")
	form[field] = slices.DeleteFunc(slices.Clone(form[field]), func(id string) bool { return slices.Contains(drop, id) })
	return slices.DeleteFunc(slices.Clone(form[rowKey]), func(id string) bool { return slices.Contains(form[field], id) })
}

// MaxSkipped limits the skipped entries that are listed.
const MaxSkipped = 100

// MaxSelected limits the size of a batch.
const MaxSelected = operation.MaxRequests

// IDs returns the distinct IDs that a form names, in its field and by the address of a list.
func IDs(form url.Values, field string, matching func(address *url.URL) []string) []string {
	ids := form[field]
	if address, err := url.Parse(paths.Local(form.Get("match"))); err == nil && form.Get("match") != "" {
		ids = append(ids, matching(address)...)
	}
	seen := map[string]bool{"": true}
	var once []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			once = append(once, id)
		}
	}
	return once
}

// Origin returns the address of the list that the selection was made in.
func Origin(form url.Values, fallback string) string {
	if back := paths.Local(form.Get("from")); back != "/" {
		return back
	}
	return fallback
}

// IDsOf returns the IDs of items, in their order.
func IDsOf[T any](items []T, id func(T) string) []string {
	ids := make([]string, 0, len(items))
	for _, item := range items {
		ids = append(ids, id(item))
	}
	return ids
}
