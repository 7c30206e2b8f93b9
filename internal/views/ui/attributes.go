package ui

import (
	"github.com/a-h/templ"
)

// CurrentPage marks the navigation entry of the page.
func CurrentPage(is bool) templ.Attributes {
	if !is {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

// sortAttributes marks the column that a list is sorted by.
func sortAttributes(direction string) templ.Attributes {
	if direction == "" {
		return nil
	}
	return templ.Attributes{"aria-sort": direction}
}

// DescribedBy links a field to its help and its error.
func DescribedBy(errors map[string]string, field string) templ.Attributes {
	by := field + "-help"
	a := templ.Attributes{}
	if errors[field] != "" {
		by = field + "-error " + by
		a["aria-invalid"] = "true"
	}
	a["aria-describedby"] = by
	return a
}

// ErrorBy is DescribedBy for a field without help.
func ErrorBy(errors map[string]string, field string) templ.Attributes {
	if errors[field] == "" {
		return templ.Attributes{}
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": field + "-error"}
}

// phraseAttributes marks the field of a phrase that was mistyped.
func phraseAttributes(wrong string) templ.Attributes {
	if wrong == "" {
		return templ.Attributes{}
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "phrase-error"}
}

// bounds returns the limits of a filter's input.
func bounds(kind string) templ.Attributes {
	if kind == "number" {
		return templ.Attributes{"min": "0", "step": "any", "inputmode": "decimal"}
	}
	return templ.Attributes{"maxlength": "200"}
}

// toggleLabel describes what toggling a group does.
func toggleLabel(g GroupHeader) string {
	if g.Open {
		return "Close " + g.Name
	}
	return "Open " + g.Name
}

// CurrentItem marks the list item that the page is about.
func CurrentItem(current bool) templ.Attributes {
	if !current {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

// DateAttributes returns the attributes of a date field in ISO format, because native date fields follow the
// browser's language.
func DateAttributes() templ.Attributes {
	return templ.Attributes{
		"type": "text", "placeholder": "YYYY-MM-DD", "pattern": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
		"maxlength": "10", "size": "10", "title": "A day as YYYY-MM-DD", "autocomplete": "off",
	}
}
