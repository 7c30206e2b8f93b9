package web

import (
	"net/url"
	"slices"
	"strings"
)

// rowKey is the field that names all rows of a review, selected or not, and dropKey the one that names those
// which a button leaves out.
const (
	rowKey  = "row"
	dropKey = "drop"
)

// DroppedIDs are the ids of a review's rows that are not selected, and takes from the selected ones those which
// a button leaves out.
func DroppedIDs(form url.Values, field string) []string {
	drop := strings.Split(form.Get(dropKey), ",")
	form[field] = slices.DeleteFunc(slices.Clone(form[field]), func(id string) bool { return slices.Contains(drop, id) })
	return slices.DeleteFunc(slices.Clone(form[rowKey]), func(id string) bool { return slices.Contains(form[field], id) })
}

// MaxSkipped is how many of what is left out are listed.
const MaxSkipped = 100

// MaxSelected bounds how many things one batch may have.
const MaxSelected = 5000

// SelectedIDs are the ids that a form names, each once: those that are marked in the field, and those
// of the list at the address that it names.
func SelectedIDs(form url.Values, field string, matching func(address *url.URL) []string) []string {
	ids := form[field]
	if address, err := url.Parse(LocalPath(form.Get("match"))); err == nil && form.Get("match") != "" {
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

// SelectionOrigin is the list that things were chosen in, to go back to.
func SelectionOrigin(form url.Values, fallback string) string {
	if back := LocalPath(form.Get("from")); back != "/" {
		return back
	}
	return fallback
}

// IDsOf are the ids of items, in their order.
func IDsOf[T any](items []T, id func(T) string) []string {
	ids := make([]string, 0, len(items))
	for _, item := range items {
		ids = append(ids, id(item))
	}
	return ids
}
