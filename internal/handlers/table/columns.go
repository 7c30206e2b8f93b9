package table

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// Column is a column of a list of items of type T. Each list declares its columns once, in their order, and
// everything else is derived from them: the headers, the sort links, the column menu, the parameter cols and the
// cells, on the page and in live updates.
//
// To add a column, add an element to the list's declaration. Its cell is only built where the column is shown, and
// must be cheap, because a page has up to 500 rows. Rows are cached until the view or an operation changes, so a cell
// may otherwise depend on the time alone: it shows times with Request.Moment, and limits the row's expiry where it
// depends on the time in another way. If it sorts by a new order, package inventory has to know that order too.
type Column[T any] struct {
	Key         string // in addresses, so it never changes
	Label       string
	Class       string     // see ui.Column
	InlineLabel string     // see ui.Column
	Sort        string     // the order that its header sorts by; empty: none
	Fixed       bool       // always shown
	Optional    bool       // hidden unless chosen
	Drop        int        // see ui.Column
	Right       auth.Right // see ui.Column
	title       string     // see ui.Column
	Cell        func(req web.Request, item *T) ui.Cell
}

const columnsKey = "cols"

// SortKeys returns the orders that a list with these columns can have.
func SortKeys[T any](columns []Column[T]) []string {
	var orders []string
	for _, c := range columns {
		if c.Sort != "" {
			orders = append(orders, c.Sort)
		}
	}
	return orders
}

func (c Column[T]) isDefault() bool { return c.Fixed || !c.Optional }

// hasKey reports whether addresses name the column.
func (c Column[T]) hasKey() bool { return !c.Fixed || c.Class == "main" }

// VisibleColumns returns the columns that the address chooses, writes the choice back in its shortest form, and
// ignores unknown names.
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

// maxIgnored limits the unknown columns that are named.
const maxIgnored = 3

func (q *Query) knownColumns(given, keys []string) []string {
	var found []string
	for key := range strings.SplitSeq(strings.Join(given, ","), ",") {
		switch {
		case slices.Contains(keys, key):
			found = append(found, key)
		case key != "" && len(q.ignored) < maxIgnored:
			q.noteIgnored(columnsKey, key, "there is no such column.")
		}
	}
	return found
}

// SortableHeaders returns the headers of columns, with the addresses that sort by them.
func SortableHeaders[T any](q Query, columns []Column[T]) []ui.Column {
	headers := make([]ui.Column, 0, len(columns))
	for _, c := range columns {
		h := q.SortHeader(c.Sort, c.Label, c.Class)
		h.Key, h.InlineLabel, h.Drop, h.Title, h.Right = c.Key, c.InlineLabel, c.Drop, c.title, string(c.Right)
		headers = append(headers, h)
	}
	return headers
}

// ColumnChooser returns the column menu of a list.
func ColumnChooser[T any](q Query, all, selected []Column[T]) *ui.Chooser {
	m := &ui.Chooser{Action: q.Path, Hidden: q.hiddenFields(columnsKey)}
	if q.Values.Get(columnsKey) != "" {
		m.Reset = q.Link(columnsKey, "")
	}
	for _, c := range all {
		if c.Fixed && c.hasKey() {
			m.Hidden = append(m.Hidden, ui.HiddenField{Name: columnsKey, Value: c.Key}) // so that choosing no other column is possible too
		}
		if c.Fixed {
			continue
		}
		has := slices.ContainsFunc(selected, func(x Column[T]) bool { return x.Key == c.Key })
		m.Columns = append(m.Columns, ui.ColumnChoice{Key: c.Key, Label: c.Label, Shown: has})
	}
	return m
}

// RowFragments returns the rows of a list as fragments, so that a changed row is sent alone.
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

// Without returns the columns except those with the given keys.
func Without[T any](columns []Column[T], keys ...string) []Column[T] {
	return slices.DeleteFunc(columns, func(c Column[T]) bool { return slices.Contains(keys, c.Key) })
}

// The cells that several lists share.

// SizeCell returns the cell of a size in GB.
func SizeCell(gb float64) ui.Cell { return ui.Cell{Text: quantity.Size(gb), Title: quantity.Bytes(gb)} }

// WhenCell returns the cell of a time.
func WhenCell(req web.Request, t time.Time) ui.Cell {
	return ui.Cell{When: new(req.Moment(t))}
}

// StateCell returns the cell of a state, which stays empty when all is well.
func StateCell(p ui.Pill) ui.Cell {
	if p.Tone == "good" {
		return ui.Cell{}
	}
	return PillCell(p)
}

// PillCell returns the cell of a badge.
func PillCell(p ui.Pill) ui.Cell { return ui.Cell{Pills: []ui.Pill{p}} }

// LinkCell returns the cell of a link.
func LinkCell(l ui.Link) ui.Cell { return ui.Cell{Text: l.Text, Href: l.Href} }

// CodeCell returns the cell of an ID.
func CodeCell(text string) ui.Cell { return ui.Cell{Text: text, Code: true} }

// CountCell returns the cell of a number.
func CountCell(n int) ui.Cell { return ui.Cell{Text: strconv.Itoa(n)} }

// TextCell returns the cell of a text.
func TextCell(text string) ui.Cell { return ui.Cell{Text: text} }

// MailCell returns the cell of a user, whose full name is in the title because the column may be too narrow.
func MailCell(who string) ui.Cell { return ui.Cell{Text: who, Title: who} }

// LabelsCell returns the cell of labels, except Snapdeck's own.
func LabelsCell(labels []inventory.Label) ui.Cell {
	var c ui.Cell
	for _, l := range labels {
		if !inventory.OwnLabel(l.Key) {
			c.Tags = append(c.Tags, ui.Link{Text: l.Key + "=" + l.Value})
		}
	}
	return c
}
