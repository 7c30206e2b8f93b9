package handlers

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// column is a column of a list of things of type T. A list declares its columns once, in
// volumeColumns, snapshotColumns or datacenterColumns, in the order in which they are shown.
// Everything else follows from there: the heads and the addresses that sort, the menu of columns,
// what the parameter cols may name, and the cells of the rows, on the page and in live updates.
//
// To add a column is to add an element there. Its cell is asked for only in lists that show the
// column, and must be cheap: a page has up to 500 rows. It is remembered by the column's key until
// the view or an operation changes, so that it may depend on nothing else but the time. Times it shows
// by asked.moment; where it depends on the time otherwise, it ends the row's lifetime. If it sorts by
// what no other column sorts by, package inventory has to know that order too (volumeWord and
// compareVolumes, and the same for snapshots).
type column[T any] struct {
	key         string // in addresses, so that it never changes
	label       string
	class       string // see views.Column
	inlineLabel string // see views.Column
	sort        string // the order that it sorts by; empty: none
	fixed       bool   // always there
	optional    bool   // shown to those only who ask for it
	drop        int    // see views.Column
	title       string // see views.Column
	cell        func(req pageRequest, item *T) views.Cell
}

// columnsKey is the parameter of a list's address that names the columns.
const columnsKey = "cols"

// sortKeys are the orders that a list of these columns can have.
func sortKeys[T any](columns []column[T]) []string {
	var orders []string
	for _, c := range columns {
		if c.sort != "" {
			orders = append(orders, c.sort)
		}
	}
	return orders
}

// isDefault reports whether a column is shown when nobody chose any.
func (c column[T]) isDefault() bool { return c.fixed || !c.optional }

// hasKey reports whether a column is named in addresses.
func (c column[T]) hasKey() bool { return !c.fixed || c.class == "main" }

// visibleColumns are the columns that a list's address asks for. It writes the choice into the
// address in its shortest form, and ignores names that mean nothing.
func visibleColumns[T any](q *tableQuery, all []column[T]) []column[T] {
	want := func(c column[T]) bool { return c.isDefault() }
	if given := q.values[columnsKey]; len(given) > 0 {
		keys := q.knownColumns(given, columnKeys(all))
		want = func(c column[T]) bool { return c.fixed || slices.Contains(keys, c.key) }
	}
	var selected []column[T]
	var names []string
	isDefault := true
	for _, c := range all {
		isDefault = isDefault && want(c) == c.isDefault()
		if want(c) {
			selected = append(selected, c)
		}
		if want(c) && c.hasKey() {
			names = append(names, c.key)
		}
	}
	q.values.Del(columnsKey)
	if !isDefault {
		q.values.Set(columnsKey, strings.Join(names, ","))
	}
	return selected
}

func columnKeys[T any](all []column[T]) []string {
	keys := make([]string, 0, len(all))
	for _, c := range all {
		keys = append(keys, c.key)
	}
	return keys
}

// maxIgnored bounds how many unknown columns are named.
const maxIgnored = 3

// knownColumns are the keys of columns that exist among those of an address.
func (q *tableQuery) knownColumns(given, keys []string) []string {
	var found []string
	for key := range strings.SplitSeq(strings.Join(given, ","), ",") {
		switch {
		case slices.Contains(keys, key):
			found = append(found, key)
		case key != "" && len(q.ignored) < maxIgnored:
			q.ignored = append(q.ignored, "“"+truncate(key, 40)+"” is ignored: there is no such column.")
		}
	}
	return found
}

// sortableHeaders are the heads of columns, with the addresses that sort by them.
func sortableHeaders[T any](q tableQuery, columns []column[T]) []views.Column {
	headers := make([]views.Column, 0, len(columns))
	for _, c := range columns {
		h := q.sortHeader(c.sort, c.label, c.class)
		h.Key, h.InlineLabel, h.Drop, h.Title = c.key, c.inlineLabel, c.drop, c.title
		headers = append(headers, h)
	}
	return headers
}

// columnChooser is the menu of a list's columns.
func columnChooser[T any](q tableQuery, all, selected []column[T]) *views.Chooser {
	m := &views.Chooser{Action: q.path, Hidden: q.hiddenFields(columnsKey)}
	if q.values.Get(columnsKey) != "" {
		m.Reset = q.link(columnsKey, "")
	}
	for _, c := range all {
		if c.fixed && c.hasKey() {
			m.Hidden = append(m.Hidden, views.HiddenField{Name: columnsKey, Value: c.key}) // so that none of the others is a choice too
		}
		if c.fixed {
			continue
		}
		has := slices.ContainsFunc(selected, func(x column[T]) bool { return x.key == c.key })
		m.Columns = append(m.Columns, views.ColumnChoice{Key: c.key, Label: c.label, Shown: has})
	}
	return m
}

// rowFragments are the rows of a list as fragments, so that a change of one is sent alone.
func rowFragments(headers []views.Column, rows []views.Row) func() []fragment {
	return func() []fragment {
		fragments := make([]fragment, 0, len(rows))
		for _, r := range rows {
			if r.Group != nil {
				fragments = append(fragments, fragment{id: "group-" + r.ID, html: views.GroupRow(len(headers), r)})
				continue
			}
			fragments = append(fragments, fragment{id: "row-" + r.ID, html: views.TableRow(headers, r)})
		}
		return fragments
	}
}

// without are the columns but for some.
func without[T any](columns []column[T], keys ...string) []column[T] {
	return slices.DeleteFunc(columns, func(c column[T]) bool { return slices.Contains(keys, c.key) })
}

// The cells that several lists have.

func sizeCell(gb float64) views.Cell { return views.Cell{Text: views.Size(gb), Title: views.Bytes(gb)} }

func whenCell(req pageRequest, t time.Time) views.Cell {
	m := req.moment(t)
	return views.Cell{When: &m}
}

// stateCell is a state that calls for attention; that all is well is not worth a word.
func stateCell(p views.Pill) views.Cell {
	if p.Tone == "good" {
		return views.Cell{}
	}
	return pillCell(p)
}

func pillCell(p views.Pill) views.Cell { return views.Cell{Pills: []views.Pill{p}} }

func linkCell(l views.Link) views.Cell { return views.Cell{Text: l.Text, Href: l.Href} }

func codeCell(text string) views.Cell { return views.Cell{Text: text, Code: true} }

func countCell(n int) views.Cell { return views.Cell{Text: strconv.Itoa(n)} }

func textCell(text string) views.Cell { return views.Cell{Text: text} }

// mailCell is who did something; the column may be too narrow for it.
func mailCell(who string) views.Cell { return views.Cell{Text: who, Title: who} }

func labelsCell(labels []inventory.Label) views.Cell {
	var c views.Cell
	for _, l := range labels {
		if !inventory.OwnLabel(l.Key) {
			c.Tags = append(c.Tags, views.Link{Text: l.Key + "=" + l.Value})
		}
	}
	return c
}
