package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

func levels() []ui.Option {
	return []ui.Option{{Value: "location", Text: "By location"}, {Value: "server", Text: "By server"}}
}

// page returns a page of groups as lines: headers in brackets, with "…" when they began on an earlier page.
func page(q Query, groups []inventory.Group[string]) (list ui.List, lines []string) {
	g := q.Grouping(levels())
	total := 0
	for _, x := range groups {
		total += x.Total
	}
	o := &GroupedPage[string]{
		L: q, G: g, Noun: [2]string{"item", "items"}, Row: func(x *string) ui.Row { return ui.Row{ID: *x} },
		Header: func(path []*inventory.Group[string]) GroupHeader { return GroupHeader{Name: path[len(path)-1].Key} },
	}
	list, rows := GroupedList(o, "Items", nil, inventory.GroupedResult[string]{Groups: groups, Total: total})
	for _, row := range rows {
		switch {
		case row.Group == nil:
			lines = append(lines, row.ID)
		case row.Group.Continued:
			lines = append(lines, "["+row.ID+"…]")
		default:
			lines = append(lines, "["+row.ID+"]")
		}
	}
	return list, lines
}

// group returns a group with items named after it: "a1", "a2".
func group(key string, n int) inventory.Group[string] {
	g := inventory.Group[string]{Level: "server", Key: key, Total: n, TotalGB: float64(10 * n)}
	for i := range n {
		name := fmt.Sprint(key, i+1)
		g.Items = append(g.Items, &name)
	}
	return g
}

func parent(key string, groups ...inventory.Group[string]) inventory.Group[string] {
	p := inventory.Group[string]{Level: "location", Key: key, Subgroups: groups}
	for _, g := range groups {
		p.Total += g.Total
	}
	return p
}

func TestGroupedPage_EachPageBeginsWithHeaders(t *testing.T) {
	t.Parallel()
	groups := []inventory.Group[string]{parent("fra", group("a", 3), group("", 1)), parent("txl", group("b", 1))}
	for query, want := range map[string]string{
		"group=server":                         "[fra] [a] a1 a2 a3 [fra~] 1 [txl] [b] b1",
		"group=server&per=3":                   "[fra] [a] a1",
		"group=server&per=3&page=2":            "[fra…] [a…] a2 a3 [fra~]",
		"group=server&per=3&page=3":            "[fra…] [fra~…] 1 [txl] [b]",
		"group=server&per=3&page=4":            "[txl…] [b…] b1",
		"group=server&per=3&page=5":            "",
		"group=server&fold=1":                  "[fra] [a] [fra~] [txl] [b]",
		"group=server&fold=1&turn=b":           "[fra] [a] [fra~] [txl] [b] b1",
		"group=server&turn=a":                  "[fra] [a] [fra~] 1 [txl] [b] b1",
		"group=server&turn=fra":                "[fra] [txl] [b] b1",
		"group=server&fold=1&turn=fra,txl":     "[fra] [txl]",
		"group=server&turn=a&per=2&page=2":     "[fra…] [fra~] 1",
		"group=server&turn=fra~":               "[fra] [a] a1 a2 a3 [fra~] [txl] [b] b1",
		"group=server&turn=none,,fra&per=1000": "[fra] [txl] [b] b1",
	} {
		_, lines := page(parse(t, "/v?"+query), groups)
		require.Equal(t, want, strings.Join(lines, " "), query)
	}
}

// Without the repeated headers, all pages together show each line once, in order.
func TestGroupedPage_PagesCoverWholeList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var groups []inventory.Group[string]
		for i := range rapid.IntRange(0, 4).Draw(t, "parents") {
			var inner []inventory.Group[string]
			for j := range rapid.IntRange(1, 3).Draw(t, "groups") {
				inner = append(inner, group(fmt.Sprintf("g%d.%d-", i, j), rapid.IntRange(0, 5).Draw(t, "items")))
			}
			groups = append(groups, parent(fmt.Sprint("p", i), inner...))
		}
		query := "/v?group=server"
		if rapid.Bool().Draw(t, "collapsed") {
			query += "&fold=1"
		}
		query += "&turn=p1,g0.0-"
		_, whole := page(parse(t, query+"&per=500"), groups)
		per, joined := rapid.IntRange(1, 7).Draw(t, "per"), []string(nil)
		for n := 1; n <= len(whole)/per+1; n++ {
			list, lines := page(parse(t, fmt.Sprintf("%s&per=%d&page=%d", query, per, n)), groups)
			require.Equal(t, max(1, (len(whole)+per-1)/per), list.Pager.Of)
			for _, line := range lines {
				if !strings.HasSuffix(line, "…]") {
					joined = append(joined, line)
				}
			}
		}
		require.Equal(t, whole, joined)
	})
}

func TestGroupedList_SummaryCountsGroups(t *testing.T) {
	t.Parallel()
	list, _ := page(parse(t, "/v?group=location"), []inventory.Group[string]{group("a", 2), group("b", 1)})
	require.Contains(t, list.Summary, "3 items in 2 groups")
	list, lines := page(parse(t, "/v?group=location"), nil)
	require.Empty(t, lines)
	require.Empty(t, list.Summary)
}

func TestHeaderRow_TotalsCoverWholeGroup(t *testing.T) {
	t.Parallel()
	q := parse(t, "/v?group=location&per=1&page=2&type=HDD")
	o := &GroupedPage[string]{L: q, G: q.Grouping(levels()), Noun: [2]string{"item", "items"}, Header: func(path []*inventory.Group[string]) GroupHeader {
		return GroupHeader{Name: "A", Filters: []string{"location", path[0].Key}}
	}}
	g := group("a b", 3)
	g.Unsized = 1
	head := o.headerRow([]*inventory.Group[string]{&g}, true).Group
	require.Equal(t, "3 items · at least 30 GB", head.Totals)
	require.Equal(t, "/v?group=location&location=a+b&per=1&type=HDD", head.Href, "the group alone, from its first page on")
	require.True(t, head.Open)
	require.Equal(t, "/v?group=location&page=2&per=1&turn=a+b&type=HDD", head.Toggle, "one stays on the page")
}

func TestGrouping_ReadsAddress(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]struct {
		by, left string
		toggled  int
	}{
		"":                     {"", "/v", 0},
		"group=server":         {"server", "/v?group=server", 0},
		"group=colour&fold=1":  {"", "/v", 0},
		"fold=1&turn=a":        {"", "/v", 0},
		"group=server&turn=,,": {"server", "/v?group=server&turn=%2C%2C", 0},
		"group=server&turn=" + strings.Repeat("x,", 1000): {"server", "", maxToggled},
	} {
		q := parse(t, "/v?"+query)
		g := q.Grouping(levels())
		require.Equal(t, want.by, g.By, query)
		require.Len(t, g.toggled, want.toggled, query)
		if want.left != "" {
			require.Equal(t, want.left, q.Link(), query)
		}
	}
}

func TestToggleLink_TwiceLeadsBack(t *testing.T) {
	t.Parallel()
	q := parse(t, "/v?group=server&turn=b")
	there := parse(t, q.toggleLink(q.Grouping(levels()), "a"))
	require.Equal(t, []string{"b", "a"}, there.Grouping(levels()).toggled)
	require.Equal(t, q.Link(), there.toggleLink(there.Grouping(levels()), "a"))
}

func TestGroupMenu_LeadsToEachWay(t *testing.T) {
	t.Parallel()
	menu := func(query string) (selected, all string) {
		q := parse(t, "/v?"+query)
		m := q.GroupMenu(q.Grouping(levels()), levels())
		for _, o := range m.Options {
			if o.Selected {
				selected += o.Text
			}
			require.NotContains(t, o.Href, "turn=", "which groups are open is of no use in other groups")
			require.NotContains(t, o.Href, "page=")
		}
		return selected, m.ToggleAll.Href
	}
	selected, all := menu("page=3")
	require.Equal(t, "Not grouped", selected)
	require.Empty(t, all)
	selected, all = menu("group=server&turn=a&page=3")
	require.Equal(t, "By server", selected)
	require.Equal(t, "/v?fold=1&group=server", all)
	_, all = menu("group=server&fold=1&turn=a")
	require.Equal(t, "/v?group=server", all)
}

func TestUngroup_OnlyInnermostLevel(t *testing.T) {
	t.Parallel()
	g := Grouping{By: "server"}
	require.Empty(t, g.Ungroup("location"), "inside of a location there are servers")
	require.Equal(t, []string{GroupKey, "", collapsedKey, ""}, g.Ungroup("server"))
}
