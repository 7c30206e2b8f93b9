package ui

import (
	"github.com/a-h/templ"
)

// CurrentPage marks the entry of the navigation that the page belongs to.
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

// DescribedBy ties a field to its help and its error.
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

// phraseAttributes marks the field of a phrase that was not typed as it should be.
func phraseAttributes(wrong string) templ.Attributes {
	if wrong == "" {
		return templ.Attributes{}
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "phrase-error"}
}

// bounds are the limits of a filter that is typed.
func bounds(kind string) templ.Attributes {
	if kind == "number" {
		return templ.Attributes{"min": "0", "step": "any", "inputmode": "decimal"}
	}
	return templ.Attributes{"maxlength": "200"}
}

// toggleLabel says what turning a group does.
func toggleLabel(g GroupHeader) string {
	if g.Open {
		return "Close " + g.Name
	}
	return "Open " + g.Name
}

// CurrentItem says of an item of a list that the page is about it.
func CurrentItem(current bool) templ.Attributes {
	if !current {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

// DateAttributes are the attributes of a field for a day. Fields of the type date show it as the browser's language does,
// beside times that are written in one way everywhere.
func DateAttributes() templ.Attributes {
	return templ.Attributes{
		"type": "text", "placeholder": "YYYY-MM-DD", "pattern": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
		"maxlength": "10", "size": "10", "title": "A day as YYYY-MM-DD", "autocomplete": "off",
	}
}
