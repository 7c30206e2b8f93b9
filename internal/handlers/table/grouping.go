package table

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// Ungroup returns the changes that remove the grouping from an address that leads to one innermost group.
func (g Grouping) Ungroup(level string) []string {
	if g.By == level {
		return []string{GroupKey, "", collapsedKey, ""}
	}
	return nil
}

// The parameters of a grouped list: its grouping, whether the innermost groups are collapsed, and the groups that
// differ from that.
const (
	GroupKey     = "group"
	collapsedKey = "fold"
	toggledKey   = "turn"
)

const maxToggled = 40

// Grouping is how a list is grouped.
type Grouping struct {
	By        string // the innermost level; empty: not grouped
	collapsed bool
	toggled   []string // IDs of groups
}

// Grouping reads the grouping from a list's address.
func (q *Query) Grouping(options []ui.Option) Grouping {
	g := Grouping{By: q.OptionParam(GroupKey, "groups", options), collapsed: q.Values.Get(collapsedKey) != ""}
	if g.By == "" {
		q.Values.Del(collapsedKey)
		q.Values.Del(toggledKey)
		return Grouping{}
	}
	for id := range strings.SplitSeq(q.Values.Get(toggledKey), ",") {
		if id != "" && len(g.toggled) < maxToggled {
			g.toggled = append(g.toggled, id)
		}
	}
	return g
}

func (g Grouping) open(id string, innermost bool) bool {
	return (g.collapsed && innermost) == slices.Contains(g.toggled, id)
}

func (q Query) toggleLink(g Grouping, id string) string {
	toggled := slices.Clone(g.toggled)
	if i := slices.Index(toggled, id); i >= 0 {
		toggled = slices.Delete(toggled, i, i+1)
	} else {
		toggled = append(toggled, id)
	}
	return q.Link(toggledKey, strings.Join(toggled, ","))
}

// GroupMenu returns the menu of the ways in which a list can be grouped.
func (q Query) GroupMenu(g Grouping, options []ui.Option) *ui.GroupMenu {
	m := &ui.GroupMenu{Options: []ui.ViewOption{{Text: "Not grouped", Href: q.Link(GroupKey, "", collapsedKey, "", toggledKey, "", "page", ""), Selected: g.By == ""}}}
	for _, o := range options {
		m.Options = append(m.Options, ui.ViewOption{Text: o.Text, Href: q.Link(GroupKey, o.Value, toggledKey, "", "page", ""), Selected: g.By == o.Value})
	}
	switch {
	case g.By == "":
	case g.collapsed:
		m.ToggleAll = ui.Link{Text: "Open all groups", Href: q.Link(collapsedKey, "", toggledKey, "", "page", "")}
	default:
		m.ToggleAll = ui.Link{Text: "Close all groups", Href: q.Link(collapsedKey, "1", toggledKey, "", "page", "")}
	}
	return m
}

// GroupHeader is what the header of a group shows beside its totals.
type GroupHeader struct {
	Name, Note string
	Filters    []string        // parameters that select the content of the group alone
	Details    templ.Component // further details
}

// GroupedPage builds the lines of a page of groups: the header of each and, if it is open, its content. A page that
// starts within groups repeats their headers.
type GroupedPage[T any] struct {
	L       Query
	G       Grouping
	Noun    [2]string
	Header  func(path []*inventory.Group[T]) GroupHeader // of the last group in the path
	Row     func(*T) ui.Row
	rows    []ui.Row
	lines   int // lines so far, on this page and before it
	parents []*inventory.Group[T]
	selects bool // rows are selectable
}

func (o *GroupedPage[T]) add(groups []inventory.Group[T]) {
	for i := range groups {
		g := &groups[i]
		if o.onPage() {
			o.addParents()
			o.rows = append(o.rows, o.headerRow(append(o.parents, g), false))
		}
		o.lines++
		o.parents = append(o.parents, g)
		if o.G.open(groupID(o.parents), len(g.Subgroups) == 0) {
			o.add(g.Subgroups)
			o.addItems(g.Items)
		}
		o.parents = o.parents[:len(o.parents)-1]
	}
}

func (o *GroupedPage[T]) addItems(items []*T) {
	w := o.L.Window()
	from, to := max(0, w.Offset-o.lines), min(len(items), w.Offset+w.Limit-o.lines)
	if from < to {
		o.addParents()
		for _, item := range items[from:to] {
			o.rows = append(o.rows, o.Row(item))
		}
	}
	o.lines += len(items)
}

// onPage reports whether the next line is on the page.
func (o *GroupedPage[T]) onPage() bool {
	w := o.L.Window()
	return o.lines >= w.Offset && o.lines < w.Offset+w.Limit
}

// addParents adds the headers of the groups that contain the page's first line.
func (o *GroupedPage[T]) addParents() {
	if len(o.rows) > 0 {
		return
	}
	for i := range o.parents {
		o.rows = append(o.rows, o.headerRow(o.parents[:i+1], true))
	}
}

func (o *GroupedPage[T]) headerRow(path []*inventory.Group[T], continued bool) ui.Row {
	g, id := path[len(path)-1], groupID(path)
	header := o.Header(path)
	return ui.Row{ID: id, Group: &ui.GroupHeader{
		Name: header.Name, Note: header.Note, Href: o.L.Link(append(header.Filters, toggledKey, "", "page", "")...),
		Depth: len(path) - 1, Open: o.G.open(id, len(g.Subgroups) == 0), Toggle: o.L.toggleLink(o.G, id),
		Totals:  quantity.Plural(g.Total, o.Noun[0], o.Noun[1]) + " · " + quantity.Total{GB: g.TotalGB, Unsized: g.Unsized}.Text(),
		Details: header.Details, Selectable: o.selects, Continued: continued,
	}}
}

// GroupedList returns a page of groups.
func GroupedList[T any](o *GroupedPage[T], caption string, headers []ui.Column, found inventory.GroupedResult[T]) (ui.List, []ui.Row) {
	o.selects = slices.ContainsFunc(headers, func(c ui.Column) bool { return c.Class == "select" })
	o.add(found.Groups)
	list := ui.List{Caption: caption, Columns: headers, Rows: len(o.rows), Total: found.Total, Pager: o.L.pager(o.lines)}
	if len(o.rows) > 0 {
		list.Summary = quantity.Plural(found.Total, o.Noun[0], o.Noun[1]) + " in " + quantity.Plural(len(found.Groups), "group", "groups") + " · " + quantity.Total{GB: found.TotalGB, Unsized: found.Unsized}.ShortText()
	}
	return list, o.rows
}

// groupID returns the ID of a group, unique within its list.
func groupID[T any](path []*inventory.Group[T]) string {
	g := path[len(path)-1]
	if g.Key == "" && len(path) > 1 {
		return path[len(path)-2].Key + "~"
	}
	return cmp.Or(g.Key, "~")
}
