package forms

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"snapdeck/internal/views/ui"
)

// NormalizeNewlines reverts the line ends that browsers send.
func NormalizeNewlines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// HiddenFields returns the fields of a form, except some, so that it can be sent again.
func HiddenFields(form url.Values, except ...string) []ui.HiddenField {
	var fields []ui.HiddenField
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			if !slices.Contains(except, name) {
				fields = append(fields, ui.HiddenField{Name: name, Value: value})
			}
		}
	}
	return fields
}
