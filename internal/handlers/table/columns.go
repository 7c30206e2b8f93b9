package table

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// Column is a column of a list of things of type T. A list declares its columns once, in
// Columns, Columns or datacenterColumns, in the order in which they are shown.
// Everything else follows from there: the heads and the addresses that sort, the menu of columns,
// what the parameter cols may name, and the cells of the rows, on the page and in live updates.
//
// To add a column is to add an element there. Its cell is asked for only in lists that show the
// column, and must be cheap: a page has up to 500 rows. It is remembered by the column's key until
// the view or an operation changes, so that it may depend on nothing else but the time. Times it shows
// by asked.moment; where it depends on the time otherwise, it ends the row's lifetime. If it sorts by
// what no other column sorts by, package inventory has to know that order too (volumeWord and
// compareVolumes, and the same for snapshots).
type Column[T any] struct {
	Key         string // in addresses, so that it never changes
	Label       string
	Class       string     // see views.Column
	InlineLabel string     // see views.Column
	Sort        string     // the order that it sorts by; empty: none
	Fixed       bool       // always there
	Optional    bool       // shown to those only who ask for it
	Drop        int        // see views.Column
	Right       auth.Right // see views.Column
	title       string     // see views.Column
	Cell        func(req web.Request, item *T) ui.Cell
}

// columnsKey is the parameter of a list's address that names the columns.
const columnsKey = "cols"

// SortKeys are the orders that a list of these columns can have.
func SortKeys[T any](columns []Column[T]) []string {
	var orders []string
	for _, c := range columns {
		if c.Sort != "" {
			orders = append(orders, c.Sort)
		}
	}
	return orders
}

// isDefault reports whether a column is shown when nobody chose any.
func (c Column[T]) isDefault() bool { return c.Fixed || !c.Optional }

// hasKey reports whether a column is named in addresses.
func (c Column[T]) hasKey() bool { return !c.Fixed || c.Class == "main" }

// VisibleColumns are the columns that a list's address asks for. It writes the choice into the
// address in its shortest form, and ignores names that mean nothing.
func VisibleColumns[T any](q *Query, all []Column[T]) []Column[T] {
	want := func(c Column[T]) bool { return c.isDefault() }
	if given := q.Values[columnsKey]; len(given) > 0 {
		keys := q.knownColumns(given, columnKeys(all))
		want = func(c Column[T]) bool { return c.Fixed || slices.Contains(keys, c.Key) }
	}
	var selected []Column[T]
	var names []string
	isDefault := true
	for _, c := range all {
		isDefault = isDefault && want(c) == c.isDefault()
		if want(c) {
			selected = append(selected, c)
		}
		if want(c) && c.hasKey() {
			names = append(names, c.Key)
		}
	}
	q.Values.Del(columnsKey)
	if !isDefault {
		q.Values.Set(columnsKey, strings.Join(names, ","))
	}
	return selected
}

func columnKeys[T any](all []Column[T]) []string {
	keys := make([]string, 0, len(all))
	for _, c := range all {
		keys = append(keys, c.Key)
	}
	return keys
}

// maxIgnored bounds how many unknown columns are named.
const maxIgnored = 3

// knownColumns are the keys of columns that exist among those of an address.
func (q *Query) knownColumns(given, keys []string) []string {
	var found []string
	for key := range strings.SplitSeq(strings.Join(given, ","), ",") {
		switch {
		case slices.Contains(keys, key):
			found = append(found, key)
		case key != "" && len(q.ignored) < maxIgnored:
			q.ignored = append(q.ignored, "“"+web.Truncate(key, 40)+"” is ignored: there is no such column.")
		}
	}
	return found
}

// SortableHeaders are the heads of columns, with the addresses that sort by them.
func SortableHeaders[T any](q Query, columns []Column[T]) []ui.Column {
	headers := make([]ui.Column, 0, len(columns))
	for _, c := range columns {
		h := q.SortHeader(c.Sort, c.Label, c.Class)
		h.Key, h.InlineLabel, h.Drop, h.Title, h.Right = c.Key, c.InlineLabel, c.Drop, c.title, string(c.Right)
		headers = append(headers, h)
	}
	return headers
}

// ColumnChooser is the menu of a list's columns.
func ColumnChooser[T any](q Query, all, selected []Column[T]) *ui.Chooser {
	m := &ui.Chooser{Action: q.Path, Hidden: q.hiddenFields(columnsKey)}
	if q.Values.Get(columnsKey) != "" {
		m.Reset = q.Link(columnsKey, "")
	}
	for _, c := range all {
		if c.Fixed && c.hasKey() {
			m.Hidden = append(m.Hidden, ui.HiddenField{Name: columnsKey, Value: c.Key}) // so that none of the others is a choice too
		}
		if c.Fixed {
			continue
		}
		has := slices.ContainsFunc(selected, func(x Column[T]) bool { return x.Key == c.Key })
		m.Columns = append(m.Columns, ui.ColumnChoice{Key: c.Key, Label: c.Label, Shown: has})
	}
	return m
}

// RowFragments are the rows of a list as fragments, so that a change of one is sent alone.
func RowFragments(headers []ui.Column, rows []ui.Row) func() []web.Fragment {
	return func() []web.Fragment {
		fragments := make([]web.Fragment, 0, len(rows))
		for _, r := range rows {
			if r.Group != nil {
				fragments = append(fragments, web.Fragment{ID: "group-" + r.ID, HTML: ui.GroupRow(len(headers), r)})
				continue
			}
			fragments = append(fragments, web.Fragment{ID: "row-" + r.ID, HTML: ui.TableRow(headers, r)})
		}
		return fragments
	}
}

// Without are the columns but for some.
func Without[T any](columns []Column[T], keys ...string) []Column[T] {
	return slices.DeleteFunc(columns, func(c Column[T]) bool { return slices.Contains(keys, c.Key) })
}

// The cells that several lists have.

// SizeCell is a cell of a size in GB.
func SizeCell(gb float64) ui.Cell { return ui.Cell{Text: ui.Size(gb), Title: ui.Bytes(gb)} }

// WhenCell is a cell of a time.
func WhenCell(req web.Request, t time.Time) ui.Cell {
	m := req.Moment(t)
	return ui.Cell{When: &m}
}

// StateCell is a state that calls for attention; that all is well is not worth a word.
func StateCell(p ui.Pill) ui.Cell {
	if p.Tone == "good" {
		return ui.Cell{}
	}
	return PillCell(p)
}

// PillCell is a cell of a state.
func PillCell(p ui.Pill) ui.Cell { return ui.Cell{Pills: []ui.Pill{p}} }

// LinkCell is a cell of a link.
func LinkCell(l ui.Link) ui.Cell { return ui.Cell{Text: l.Text, Href: l.Href} }

// CodeCell is a cell of an id.
func CodeCell(text string) ui.Cell { return ui.Cell{Text: text, Code: true} }

// CountCell is a cell of a number.
func CountCell(n int) ui.Cell { return ui.Cell{Text: strconv.Itoa(n)} }

// TextCell is a cell of a text.
func TextCell(text string) ui.Cell { return ui.Cell{Text: text} }

// MailCell is who did something; the column may be too narrow for it.
func MailCell(who string) ui.Cell { return ui.Cell{Text: who, Title: who} }

// LabelsCell is a cell of labels, but for those of Snapdeck.
func LabelsCell(labels []inventory.Label) ui.Cell {
	var c ui.Cell
	for _, l := range labels {
		if !inventory.OwnLabel(l.Key) {
			c.Tags = append(c.Tags, ui.Link{Text: l.Key + "=" + l.Value})
		}
	}
	return c
}
