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
	groupKey = "group"
	foldKey  = "fold"
	turnKey  = "turn"
)

// maxTurned bounds how many groups one address turns.
const maxTurned = 40

// grouping is how a list is grouped.
type grouping struct {
	by     string // the innermost level; empty: the list is not grouped
	folded bool
	turned []string // ids of groups
}

// grouping reads from a list's address how it is grouped.
func (l *listing) grouping(options []views.Option) grouping {
	g := grouping{by: l.oneOf(groupKey, "groups", options), folded: l.values.Get(foldKey) != ""}
	if g.by == "" {
		l.values.Del(foldKey)
		l.values.Del(turnKey)
		return grouping{}
	}
	for id := range strings.SplitSeq(l.values.Get(turnKey), ",") {
		if id != "" && len(g.turned) < maxTurned {
			g.turned = append(g.turned, id)
		}
	}
	return g
}

// open reports whether what is in a group shows.
func (g grouping) open(id string, innermost bool) bool {
	return (g.folded && innermost) == slices.Contains(g.turned, id)
}

// turn is the address that opens a closed group, or closes an open one.
func (l listing) turn(g grouping, id string) string {
	turned := slices.Clone(g.turned)
	if i := slices.Index(turned, id); i >= 0 {
		turned = slices.Delete(turned, i, i+1)
	} else {
		turned = append(turned, id)
	}
	return l.link(turnKey, strings.Join(turned, ","))
}

// menu leads to the ways in which a list can be grouped.
func (l listing) groupMenu(g grouping, options []views.Option) *views.GroupMenu {
	m := &views.GroupMenu{Ways: []views.Way{{Text: "Not grouped", Href: l.link(groupKey, "", foldKey, "", turnKey, "", "page", ""), Chosen: g.by == ""}}}
	for _, o := range options {
		m.Ways = append(m.Ways, views.Way{Text: o.Text, Href: l.link(groupKey, o.Value, turnKey, "", "page", ""), Chosen: g.by == o.Value})
	}
	switch {
	case g.by == "":
	case g.folded:
		m.Fold = views.Link{Text: "Open all groups", Href: l.link(foldKey, "", turnKey, "", "page", "")}
	default:
		m.Fold = views.Link{Text: "Close all groups", Href: l.link(foldKey, "1", turnKey, "", "page", "")}
	}
	return m
}

// groupHead is what the head of a group says beside its totals.
type groupHead struct {
	name, note string
	narrow     []string // parameters that choose what is in the group alone
}

// outline writes the lines of a page of groups: a head for each, and below it what is in it when
// it is open. A page that begins within groups begins with their heads.
type outline[T any] struct {
	l      listing
	g      grouping
	noun   [2]string
	say    func(path []*inventory.Group[T]) groupHead // of the last group, inside of the others
	row    func(*T) views.Row
	rows   []views.Row
	lines  int // before and on the page so far
	around []*inventory.Group[T]
}

func (o *outline[T]) add(groups []inventory.Group[T]) {
	for i := range groups {
		g := &groups[i]
		if o.here() {
			o.begin()
			o.rows = append(o.rows, o.head(append(o.around, g), false))
		}
		o.lines++
		o.around = append(o.around, g)
		if o.g.open(groupID(o.around), len(g.Parts) == 0) {
			o.add(g.Parts)
			o.addItems(g.Items)
		}
		o.around = o.around[:len(o.around)-1]
	}
}

func (o *outline[T]) addItems(items []*T) {
	w := o.l.window()
	from, to := max(0, w.Offset-o.lines), min(len(items), w.Offset+w.Limit-o.lines)
	if from < to {
		o.begin()
		for _, item := range items[from:to] {
			o.rows = append(o.rows, o.row(item))
		}
	}
	o.lines += len(items)
}

// here reports whether the next line is on the page.
func (o *outline[T]) here() bool {
	w := o.l.window()
	return o.lines >= w.Offset && o.lines < w.Offset+w.Limit
}

// begin puts the heads of the groups around the first line above it.
func (o *outline[T]) begin() {
	if len(o.rows) > 0 {
		return
	}
	for i := range o.around {
		o.rows = append(o.rows, o.head(o.around[:i+1], true))
	}
}

func (o *outline[T]) head(path []*inventory.Group[T], continued bool) views.Row {
	g, id := path[len(path)-1], groupID(path)
	said := o.say(path)
	return views.Row{ID: id, Group: &views.GroupHead{
		Name: said.name, Note: said.note, Href: o.l.link(append(said.narrow, turnKey, "", "page", "")...),
		Depth: len(path) - 1, Open: o.g.open(id, len(g.Parts) == 0), Turn: o.l.turn(o.g, id),
		Totals: views.Plural(g.Total, o.noun[0], o.noun[1]) + " · " + views.GB(g.TotalGB), Continued: continued,
	}}
}

// groupedList is a page of groups.
func groupedList[T any](o *outline[T], caption string, heads []views.Column, found inventory.Grouped[T]) (views.List, []views.Row) {
	o.add(found.Groups)
	list := views.List{Caption: caption, Columns: heads, Rows: len(o.rows), Total: found.Total, Pager: o.l.pager(o.lines)}
	if len(o.rows) > 0 {
		list.Summary = views.Plural(found.Total, o.noun[0], o.noun[1]) + " in " + views.Plural(len(found.Groups), "group", "groups") + " · " + views.GB(found.TotalGB)
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
