package table

import (
	"fmt"
	"slices"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// Header is the header of a column that does not sort, in a list with fixed columns.
type Header struct {
	Label, Class string
	Right        auth.Right // see ui.Column
}

// FixedHeaders returns the headers of a list that does not sort.
func FixedHeaders(columns []Header) []ui.Column {
	made := make([]ui.Column, 0, len(columns))
	for _, c := range columns {
		made = append(made, ui.Column{Label: c.Label, Class: c.Class, Right: string(c.Right)})
	}
	return made
}

// SortHeader returns the header of a column, with the address that sorts by it.
func (q Query) SortHeader(order, label, class string) ui.Column {
	h := ui.Column{Label: label, Class: class}
	if order == "" {
		return h
	}
	h.Href = q.sortLink(order)
	if order == q.Order.By {
		h.Sort = "ascending"
		if q.Order.Desc {
			h.Sort = "descending"
		}
	}
	return h
}

// Table describes a page of rows: the columns, the totals and the links to the other pages.
func (q Query) Table(caption string, columns []ui.Column, rows, total int, size quantity.Total, noun [2]string) ui.List {
	list := ui.List{Caption: caption, Columns: columns, Rows: rows, Total: total, Pager: q.pager(total)}
	if rows == 0 {
		return list
	}
	from := (q.Page-1)*q.PerPage + 1
	list.Summary = quantity.Plural(total, noun[0], noun[1])
	if total > rows {
		list.Summary = fmt.Sprintf("%s–%s of %s", quantity.Count(from), quantity.Count(from+rows-1), list.Summary)
	}
	if size.GB > 0 {
		list.Exact = list.Summary + " · " + size.Text()
		list.Summary += " · " + size.ShortText()
	}
	return list
}

// SinglePageTable describes rows that fit on one page and cannot be sorted.
func SinglePageTable(caption string, columns []ui.Column, rows, total int, size quantity.Total, noun [2]string) ui.List {
	return Query{Page: 1, PerPage: max(1, total)}.Table(caption, columns, rows, total, size, noun)
}

// EmptyState explains why a list has no rows: it could not be read, nothing matches, or there is nothing.
func (q Query) EmptyState(req web.Request, part inventory.Resource, what string, filters []string, nothing ui.Empty) ui.Empty {
	for _, t := range req.Health.Failures {
		if t.Resource == part && req.Health.ReadAt.IsZero() {
			return ui.Empty{Title: "Could not be read", Text: "IONOS Cloud did not let Snapdeck read the " + what + ". The reason is shown above. Snapdeck keeps trying."}
		}
	}
	if !req.View.Loading.Complete {
		return ui.Empty{Title: "Reading", Text: "The " + what + " are being read from IONOS Cloud. They show here by themselves."}
	}
	if q.Page > 1 || q.Filtered(filters...) {
		return ui.Empty{Title: "Nothing matches", Text: "No " + what + " match the search and the filters.", Link: ui.Link{Text: "Show all", Href: q.Path}}
	}
	return nothing
}

// SelectField returns a filter's select with the values that occur.
func (q Query) SelectField(name, label string, options []ui.Option) ui.Select {
	selected := q.Values.Get(name)
	s := ui.Select{Name: name, Label: label, Options: []ui.Option{{Text: "All", Selected: selected == ""}}}
	for _, o := range options {
		o.Selected = o.Value == selected
		s.Options = append(s.Options, o)
	}
	return s
}

// DistinctOptions returns the distinct values of a field as sorted options.
func DistinctOptions[T any](items []T, field func(T) string) []ui.Option {
	var values []string
	for _, item := range items {
		if value := field(item); value != "" {
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return OptionsOf(slices.Compact(values))
}

// OptionsOf returns values as options, the given ones selected.
func OptionsOf[T ~string](values []T, selected ...T) []ui.Option {
	options := make([]ui.Option, 0, len(values))
	for _, v := range values {
		options = append(options, ui.Option{Value: string(v), Text: string(v), Selected: slices.Contains(selected, v)})
	}
	return options
}

// Filter returns the form above the list.
func (q Query) Filter(hint string, selects ...ui.Select) ui.Filter {
	f := ui.Filter{Action: q.Path, Query: q.Text, Hint: hint, Selects: selects, Ignored: q.ignored}
	for _, key := range []string{"sort", columnsKey, "per", GroupKey, collapsedKey} { // they change how the list is shown, but not its content
		if value := q.Values.Get(key); value != "" {
			f.HiddenDisplay = append(f.HiddenDisplay, ui.HiddenField{Name: key, Value: value})
		}
	}
	names := make([]string, 0, len(selects))
	for _, s := range selects {
		names = append(names, s.Name)
	}
	if q.Filtered(names...) {
		f.Clear = q.Path
	}
	return f
}
