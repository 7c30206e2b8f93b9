package handlers

import (
	"fmt"
	"slices"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// head is the head of a column of a list that always has the same ones and does not sort.
type head struct{ label, class string }

// heads returns the heads of a list that does not sort.
func heads(columns []head) []views.Column {
	made := make([]views.Column, 0, len(columns))
	for _, c := range columns {
		made = append(made, views.Column{Label: c.label, Class: c.class})
	}
	return made
}

// head returns the head of a column, with the address that sorts by it.
func (l listing) head(order, label, class string) views.Column {
	h := views.Column{Label: label, Class: class}
	if order == "" {
		return h
	}
	h.Href = l.sortLink(order)
	if order == l.Order.By {
		h.Sort = "ascending"
		if l.Order.Desc {
			h.Sort = "descending"
		}
	}
	return h
}

// list describes a page of rows: the columns, how many there are, and the way to the others.
func (l listing) list(caption string, columns []views.Column, rows, total int, gb float64, noun [2]string) views.List {
	list := views.List{Caption: caption, Columns: columns, Rows: rows, Total: total, Pager: l.pager(total)}
	if rows == 0 {
		return list
	}
	from := (l.Page-1)*l.Per + 1
	list.Summary = views.Plural(total, noun[0], noun[1])
	if total > rows {
		list.Summary = fmt.Sprintf("%s–%s of %s", views.Count(from), views.Count(from+rows-1), list.Summary)
	}
	if gb > 0 {
		list.Summary += " · " + views.GB(gb)
	}
	return list
}

// wholeList describes rows that stand on one page and cannot be sorted.
func wholeList(caption string, columns []views.Column, rows, total int, gb float64, noun [2]string) views.List {
	return listing{Page: 1, Per: max(1, total)}.list(caption, columns, rows, total, gb, noun)
}

// empty says why a list has no rows: it could not be read, nothing matches, or there is nothing.
func (l listing) empty(a asked, part inventory.Part, what string, filters []string, nothing views.Empty) views.Empty {
	for _, t := range a.health.Troubles {
		if t.Part == part && a.health.ReadAt.IsZero() {
			return views.Empty{Title: "Could not be read", Text: "The cloud did not let Snapdeck read the " + what + ". The reason stands above; Snapdeck keeps trying."}
		}
	}
	if !a.view.Loading.Complete {
		return views.Empty{Title: "Reading", Text: "The " + what + " are being read from the cloud. They show here by themselves."}
	}
	if l.Page > 1 || l.filtered(filters...) {
		return views.Empty{Title: "Nothing matches", Text: "No " + what + " match the search and the filters.", Link: views.Link{Text: "Show all", Href: l.path}}
	}
	return nothing
}

// choice makes a filter's select from the values that occur.
func (l listing) choice(name, label string, options []views.Option) views.Select {
	chosen := l.values.Get(name)
	s := views.Select{Name: name, Label: label, Options: []views.Option{{Text: "All", Chosen: chosen == ""}}}
	for _, o := range options {
		o.Chosen = o.Value == chosen
		s.Options = append(s.Options, o)
	}
	return s
}

// occurring lists the different values of a field, sorted, as options.
func occurring[T any](items []T, field func(T) string) []views.Option {
	seen := map[string]bool{}
	var values []string
	for _, item := range items {
		if value := field(item); value != "" && !seen[value] {
			seen[value] = true
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return optionsOf(values)
}

// optionsOf makes options of values.
func optionsOf(values []string) []views.Option {
	options := make([]views.Option, 0, len(values))
	for _, v := range values {
		options = append(options, views.Option{Value: v, Text: v})
	}
	return options
}

// filter is the form above the list.
func (l listing) filter(hint string, selects ...views.Select) views.Filter {
	f := views.Filter{Action: l.path, Query: l.Text, Hint: hint, Selects: selects, Ignored: l.ignored}
	for _, key := range shownKeys() {
		if value := l.values.Get(key); value != "" {
			f.Stay = append(f.Stay, views.Kept{Name: key, Value: value})
		}
	}
	names := make([]string, 0, len(selects))
	for _, s := range selects {
		names = append(names, s.Name)
	}
	if l.filtered(names...) {
		f.Clear = l.path
	}
	return f
}
