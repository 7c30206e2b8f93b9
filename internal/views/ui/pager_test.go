package ui

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/viewtest"
)

// listAt returns a list on one of its pages, with a filter and an order.
func listAt(page, of int) List {
	const address = "/volumes?q=db&sort=size"
	p := Pager{
		Page: page, Of: of, Action: "/volumes", Sizes: []Option{{Value: "50", Text: "50", Selected: true}, {Value: "100", Text: "100"}},
		Hidden: []HiddenField{{Name: "q", Value: "db"}, {Name: "sort", Value: "size"}}, HiddenBesidesPage: []HiddenField{{Name: "q", Value: "db"}, {Name: "sort", Value: "size"}, {Name: "per", Value: "50"}},
	}
	if page > 1 {
		p.First, p.Prev = address+"&page=1", address+"&page="+strconv.Itoa(page-1)
	}
	if page < of {
		p.Next, p.Last = address+"&page="+strconv.Itoa(page+1), address+"&page="+strconv.Itoa(of)
	}
	return List{Caption: "Volumes", Rows: 1, Total: of * 50, Summary: "1–50 of many", Pager: p, Columns: []Column{{Label: "Name", Class: "main"}}}
}

func TestPager_LinksAtEdges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		page, of     int
		links, still []string
	}{
		{"first", 1, 3, []string{"Next", "Last"}, []string{"First", "Previous"}},
		{"between", 2, 3, []string{"First", "Previous", "Next", "Last"}, nil},
		{"last", 3, 3, []string{"First", "Previous"}, []string{"Next", "Last"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			pages := viewtest.Read(t, pager(listAt(c.page, c.of))).One(t, ".pages")
			var links, still []string
			for _, a := range pages.All("a.icon-button") {
				links = append(links, a.Words())
			}
			for _, s := range pages.All("span.icon-button") {
				require.Equal(t, "true", s.Attr["aria-disabled"])
				still = append(still, s.Words())
			}
			require.Equal(t, c.links, links)
			require.Equal(t, c.still, still)
		})
	}
}

func TestPager_LinksKeepFilterAndNameDirection(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, pager(listAt(2, 9)))
	require.Equal(t, []string{"/volumes?q=db&sort=size&page=1", "/volumes?q=db&sort=size&page=1", "/volumes?q=db&sort=size&page=3", "/volumes?q=db&sort=size&page=9"}, root.Values("a.icon-button", "href"))
	require.Equal(t, []string{"/volumes?q=db&sort=size&page=1"}, root.Values("a[rel=prev]", "href"))
	require.Equal(t, []string{"/volumes?q=db&sort=size&page=3"}, root.Values("a[rel=next]", "href"))
}

func TestPager_FormsKeepFilter(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, pager(listAt(2, 9)))
	jump, size := root.One(t, "form.jump"), root.One(t, "form.size")
	require.Equal(t, []string{"q", "sort", "per"}, jump.Values("input[type=hidden]", "name"), "a page keeps its size")
	require.Equal(t, []string{"q", "sort"}, size.Values("input[type=hidden]", "name"), "another size begins on the first page")
	require.Equal(t, []string{"/volumes", "/volumes"}, root.Values("form[method=get]", "action"))
	require.Equal(t, []string{"50"}, size.Values("option[selected]", "value"))
}

func TestPager_JumpsWithinPages(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, pager(listAt(1200, 10_000)))
	page := root.One(t, "input[name=page]")
	require.Equal(t, "1", page.Attr["min"])
	require.Equal(t, "10000", page.Attr["max"], "digits that a browser reads")
	require.Equal(t, "1200", page.Attr["value"])
	require.Contains(t, root.One(t, "form.jump").Words(), "of 10 000")
}

func TestPager_SinglePageHasOnlySummary(t *testing.T) {
	t.Parallel()
	for of, pages := range map[int]int{0: 0, 1: 0, 2: 1} {
		root := viewtest.Read(t, pager(listAt(1, of)))
		require.Len(t, root.All(".pages"), pages)
		require.Len(t, root.All("p.summary"), 1)
	}
	l := listAt(1, 1)
	l.Pager.Sizes = nil
	require.Empty(t, viewtest.Read(t, pager(l)).All("form"))
}

func TestPager_SummaryHasExactNumbersOnHover(t *testing.T) {
	t.Parallel()
	for exact, titles := range map[string][]string{"": nil, "9 TB": nil, "9 216 GB": {"9 216 GB"}} {
		l := listAt(1, 1)
		l.Summary, l.Exact = "9 TB", exact
		require.Equal(t, titles, viewtest.Read(t, pager(l)).Values("p.summary[title]", "title"))
	}
}

func TestTable_BeyondLastPageLinksBack(t *testing.T) {
	t.Parallel()
	l := listAt(7, 3)
	l.Rows, l.Pager.Last = 0, "/volumes?q=db&page=3"
	root := viewtest.Read(t, Table("list", l))
	require.Empty(t, root.All("table"))
	require.Equal(t, []string{"/volumes?q=db&page=3"}, root.One(t, ".empty").Values("a", "href"))
}

func TestTable_EmptyOffersLink(t *testing.T) {
	t.Parallel()
	for href, want := range map[string][]string{"": nil, "/volumes": {"/volumes"}} {
		root := viewtest.Read(t, Table("list", List{Caption: "Volumes", Empty: Empty{Title: "Nothing", Text: "None.", Link: Link{Text: "All", Href: href}}}))
		require.Equal(t, want, root.One(t, ".empty").Values("a", "href"))
		require.Empty(t, root.All("nav"), "without a summary there are no pages")
	}
}

func TestTable_KeepsOrderOnlyIfNamed(t *testing.T) {
	t.Parallel()
	l := listAt(1, 1)
	require.False(t, viewtest.Read(t, Table("list", l)).One(t, "div.list").Has("data-order"))
	l.Order.Name = "age"
	require.Equal(t, "age", viewtest.Read(t, Table("list", l)).One(t, "div.list").Attr["data-order"])
}

func TestTable_HeadersShowSorting(t *testing.T) {
	t.Parallel()
	l := listAt(1, 1)
	l.Columns = []Column{
		{Label: "Select", Class: "select", Right: "operate"}, {Label: "Name", Class: "main", Href: "/volumes?sort=-name", Sort: "ascending"}, {Label: "Size", Class: "num", Href: "/volumes?sort=size", Drop: 1, Title: "In GB"},
		{Label: "Bus", Drop: 3}, {Label: "Action", Class: "act"},
	}
	root := viewtest.Read(t, Table("list", l))
	require.Equal(t, []string{"select", "main", "num drop1", "drop3", "act"}, root.Values("th", "class"))
	require.Equal(t, []string{"ascending"}, root.Values("th[aria-sort]", "aria-sort"), "one column at most")
	require.Equal(t, []string{"/volumes?sort=-name", "/volumes?sort=size"}, root.Values("a", "href"))
	require.Equal(t, []string{"operate"}, root.Values("th[data-right]", "data-right"))
	require.Equal(t, []string{"In GB"}, root.Values("th[title]", "title"))
	require.Len(t, root.All("input[data-select-all]"), 1)
	require.Equal(t, "Action", root.One(t, "th.act").One(t, "span.hidden").Words(), "read out, not shown")
}

func TestFilterForm_KeepsOtherParameters(t *testing.T) {
	t.Parallel()
	for _, collapsible := range []bool{false, true} {
		root := viewtest.Read(t, FilterForm(Filter{
			Action: "/volumes", Query: "db", Clear: "/volumes", Collapsible: collapsible, Selects: []Select{{Name: "type", Label: "Type"}}, More: []Select{{Name: "bus", Label: "Bus"}},
			Hidden: []HiddenField{{Name: "dc", Value: "1"}}, HiddenDisplay: []HiddenField{{Name: "sort", Value: "size"}, {Name: "cols", Value: "type,bus"}},
		}))
		require.ElementsMatch(t, []string{"dc", "sort", "cols"}, root.Values("input[type=hidden]", "name"))
		require.Equal(t, "db", root.One(t, "input[name=q]").Attr["value"])
		require.Equal(t, []string{"/volumes"}, root.Values("a", "href"))
		require.Len(t, root.All("select[name=type]"), 1)
		require.Equal(t, collapsible, len(root.All("select[name=bus]")) == 1, "rarely used filters are in the menu alone")
	}
}

func TestFilterForm_FieldsAreBounded(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, FilterForm(Filter{
		Action: "/volumes", Collapsible: true, Inputs: []Input{{Kind: "number", Name: "min"}, {Kind: "text", Name: "server"}, {Kind: "hidden", Name: "id", Value: "v"}}, Dates: []DateField{{Name: "from", Value: "2026-11-01"}},
	}))
	require.Equal(t, "0", root.One(t, "input[name=min]").Attr["min"])
	require.Equal(t, "any", root.One(t, "input[name=min]").Attr["step"])
	require.Equal(t, "200", root.One(t, "input[name=server]").Attr["maxlength"])
	require.Equal(t, "200", root.One(t, "input[name=q]").Attr["maxlength"])
	require.Equal(t, "hidden", root.One(t, "input[name=id]").Attr["type"])
	day := root.One(t, "input[name=from]")
	require.Equal(t, "text", day.Attr["type"], "a native field follows the language of the browser")
	require.Regexp(t, "^"+day.Attr["pattern"]+"$", day.Attr["value"])
}

func TestFilterCount_ShowsWhenFiltersAreActive(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 0, 1: 1, 12: 1} {
		require.Len(t, viewtest.Read(t, FilterCount(Filter{Count: n})).All("span.num"), want)
	}
}

func TestListTabs_HideUnknownCounts(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, ListTabs("Protection", []ListTab{{Text: "All", Value: "all", Count: "3", Href: "/volumes"}, {Text: "Late", Value: "late", Count: "0", Href: "/volumes?coverage=late", Current: true, Unknown: true}}))
	require.Len(t, root.One(t, "a[data-tab=all]").All("span.num"), 1)
	require.Empty(t, root.One(t, "a[data-tab=late]").All("span.num"))
	require.Equal(t, []string{"late"}, root.Values("a[aria-current=page]", "data-tab"))
}

func TestMeter_PartsStayWithinQuota(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limit float64
		parts []float64
		want  [][2]string
	}{
		"empty":          {100, []float64{0}, [][2]string{{"0.00%", "0.00%"}}},
		"full":           {100, []float64{100}, [][2]string{{"0.00%", "100.00%"}}},
		"thirds":         {3, []float64{1, 1, 1}, [][2]string{{"0.00%", "33.33%"}, {"33.33%", "33.33%"}, {"66.67%", "33.33%"}}},
		"used beyond it": {100, []float64{120, 10}, [][2]string{{"0.00%", "100.00%"}, {"100.00%", "0.00%"}}},
		"a fraction":     {1 << 20, []float64{1}, [][2]string{{"0.00%", "0.00%"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Meter{ID: "m", Label: "m", Limit: c.limit}
			for _, gb := range c.parts {
				m.Parts = append(m.Parts, MeterPart{Kind: "used", GB: gb})
			}
			var got [][2]string
			for _, p := range viewtest.Read(t, MeterBar(m)).All("rect.part") {
				got = append(got, [2]string{p.Attr["x"], p.Attr["width"]})
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestMeter_PartsDifferWithoutColour(t *testing.T) {
	t.Parallel()
	m := Meter{ID: "quota-HDD", Limit: 10, Parts: []MeterPart{{Kind: "used", GB: 1}, {Kind: "planned", GB: 1}, {Kind: "added", GB: 1}}}
	root := viewtest.Read(t, MeterBar(m))
	require.Equal(t, []string{"currentColor", "url(#quota-HDD-planned)", "url(#quota-HDD-added)"}, root.Values("rect.part", "fill"))
	require.Equal(t, []string{"quota-HDD-planned", "quota-HDD-added"}, root.Values("pattern", "id"), "of this meter, not of another one on the page")
}
