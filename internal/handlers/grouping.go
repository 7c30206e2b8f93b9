package handlers

import (
	"cmp"
	"slices"
	"strings"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// The parameters of a grouped list's address: by what it is grouped, whether the groups are
// closed that hold the rows, and which groups are not as the others are.
const (
	groupKey     = "group"
	collapsedKey = "fold"
	toggledKey   = "turn"
)

// maxToggled bounds how many groups one address turns.
const maxToggled = 40

// grouping is how a list is grouped.
type grouping struct {
	by        string // the innermost level; empty: the list is not grouped
	collapsed bool
	toggled   []string // ids of groups
}

// grouping reads from a list's address how it is grouped.
func (q *tableQuery) grouping(options []views.Option) grouping {
	g := grouping{by: q.optionParam(groupKey, "groups", options), collapsed: q.values.Get(collapsedKey) != ""}
	if g.by == "" {
		q.values.Del(collapsedKey)
		q.values.Del(toggledKey)
		return grouping{}
	}
	for id := range strings.SplitSeq(q.values.Get(toggledKey), ",") {
		if id != "" && len(g.toggled) < maxToggled {
			g.toggled = append(g.toggled, id)
		}
	}
	return g
}

// open reports whether what is in a group shows.
func (g grouping) open(id string, innermost bool) bool {
	return (g.collapsed && innermost) == slices.Contains(g.toggled, id)
}

// toggleLink is the address that opens a closed group, or closes an open one.
func (q tableQuery) toggleLink(g grouping, id string) string {
	toggled := slices.Clone(g.toggled)
	if i := slices.Index(toggled, id); i >= 0 {
		toggled = slices.Delete(toggled, i, i+1)
	} else {
		toggled = append(toggled, id)
	}
	return q.link(toggledKey, strings.Join(toggled, ","))
}

// menu leads to the ways in which a list can be grouped.
func (q tableQuery) groupMenu(g grouping, options []views.Option) *views.GroupMenu {
	m := &views.GroupMenu{Options: []views.ViewOption{{Text: "Not grouped", Href: q.link(groupKey, "", collapsedKey, "", toggledKey, "", "page", ""), Selected: g.by == ""}}}
	for _, o := range options {
		m.Options = append(m.Options, views.ViewOption{Text: o.Text, Href: q.link(groupKey, o.Value, toggledKey, "", "page", ""), Selected: g.by == o.Value})
	}
	switch {
	case g.by == "":
	case g.collapsed:
		m.ToggleAll = views.Link{Text: "Open all groups", Href: q.link(collapsedKey, "", toggledKey, "", "page", "")}
	default:
		m.ToggleAll = views.Link{Text: "Close all groups", Href: q.link(collapsedKey, "1", toggledKey, "", "page", "")}
	}
	return m
}

// groupHeader is what the head of a group says beside its totals.
type groupHeader struct {
	name, note string
	filters    []string // parameters that choose what is in the group alone
}

// groupedPage writes the lines of a page of groups: a head for each, and below it what is in it when
// it is open. A page that begins within groups begins with their heads.
type groupedPage[T any] struct {
	l       tableQuery
	g       grouping
	noun    [2]string
	header  func(path []*inventory.Group[T]) groupHeader // of the last group, inside of the others
	row     func(*T) views.Row
	rows    []views.Row
	lines   int // before and on the page so far
	parents []*inventory.Group[T]
}

func (o *groupedPage[T]) add(groups []inventory.Group[T]) {
	for i := range groups {
		g := &groups[i]
		if o.onPage() {
			o.addParents()
			o.rows = append(o.rows, o.headerRow(append(o.parents, g), false))
		}
		o.lines++
		o.parents = append(o.parents, g)
		if o.g.open(groupID(o.parents), len(g.Subgroups) == 0) {
			o.add(g.Subgroups)
			o.addItems(g.Items)
		}
		o.parents = o.parents[:len(o.parents)-1]
	}
}

func (o *groupedPage[T]) addItems(items []*T) {
	w := o.l.window()
	from, to := max(0, w.Offset-o.lines), min(len(items), w.Offset+w.Limit-o.lines)
	if from < to {
		o.addParents()
		for _, item := range items[from:to] {
			o.rows = append(o.rows, o.row(item))
		}
	}
	o.lines += len(items)
}

// onPage reports whether the next line is on the page.
func (o *groupedPage[T]) onPage() bool {
	w := o.l.window()
	return o.lines >= w.Offset && o.lines < w.Offset+w.Limit
}

// addParents puts the heads of the groups around the first line above it.
func (o *groupedPage[T]) addParents() {
	if len(o.rows) > 0 {
		return
	}
	for i := range o.parents {
		o.rows = append(o.rows, o.headerRow(o.parents[:i+1], true))
	}
}

func (o *groupedPage[T]) headerRow(path []*inventory.Group[T], continued bool) views.Row {
	g, id := path[len(path)-1], groupID(path)
	header := o.header(path)
	return views.Row{ID: id, Group: &views.GroupHeader{
		Name: header.name, Note: header.note, Href: o.l.link(append(header.filters, toggledKey, "", "page", "")...),
		Depth: len(path) - 1, Open: o.g.open(id, len(g.Subgroups) == 0), Toggle: o.l.toggleLink(o.g, id),
		Totals: views.Plural(g.Total, o.noun[0], o.noun[1]) + " · " + views.Sum(g.TotalGB, g.Unsized), Continued: continued,
	}}
}

// groupedList is a page of groups.
func groupedList[T any](o *groupedPage[T], caption string, headers []views.Column, found inventory.GroupedResult[T]) (views.List, []views.Row) {
	o.add(found.Groups)
	list := views.List{Caption: caption, Columns: headers, Rows: len(o.rows), Total: found.Total, Pager: o.l.pager(o.lines)}
	if len(o.rows) > 0 {
		list.Summary = views.Plural(found.Total, o.noun[0], o.noun[1]) + " in " + views.Plural(len(found.Groups), "group", "groups") + " · " + views.Sum(found.TotalGB, found.Unsized)
	}
	return list, o.rows
}

// groupID tells a group from all others of its list.
func groupID[T any](path []*inventory.Group[T]) string {
	g := path[len(path)-1]
	if g.Key == "" && len(path) > 1 {
		return path[len(path)-2].Key + "~"
	}
	return cmp.Or(g.Key, "~")
}
