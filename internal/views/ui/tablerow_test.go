package ui

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/quantity"
	"snapdeck/internal/views/viewtest"
)

// rowOf returns a row with a name and one more cell, in a column that narrow layouts hide.
func rowOf(column Column, c Cell) templ.Component {
	return TableRow([]Column{{Class: "main"}, column}, Row{ID: "v", Cells: []Cell{{Text: "web-01", Href: "/v"}, c}})
}

func TestTableRow_RepeatsHiddenValuesBelowName(t *testing.T) {
	t.Parallel()
	moment := Moment{ISO: "2026-11-23T12:00:00Z", Ago: "3 min ago"}
	for name, c := range map[string]struct {
		column Column
		cell   Cell
		want   string // empty: not repeated
	}{
		"a text":                 {Column{Drop: 1}, Cell{Text: "de/fra"}, "de/fra"},
		"a number and its label": {Column{Drop: 1, Class: "num", InlineLabel: "snapshots"}, Cell{Text: "3"}, "3 snapshots"},
		"a label of words":       {Column{Drop: 1, InlineLabel: "bus"}, Cell{Text: "VIRTIO"}, "VIRTIO"},
		"a tag":                  {Column{Drop: 2}, Cell{Tags: []Link{{Text: "web"}}}, "web"},
		"tags":                   {Column{Drop: 2}, Cell{Tags: []Link{{Text: "web"}, {Text: "db", Href: "/s"}}}, "web, db"},
		"a state":                {Column{Drop: 3}, Cell{Pills: []Pill{{Label: "Busy"}, {Label: "Late"}}}, "Busy"},
		"a time":                 {Column{Drop: 3}, Cell{When: &moment}, "3 min ago"},
		"a text before the rest": {Column{Drop: 3}, Cell{Text: "10 GB", Tags: []Link{{Text: "web"}}, When: &moment}, "10 GB"},
		"a column that stays":    {Column{}, Cell{Text: "de/fra"}, ""},
		"a muted text":           {Column{Drop: 1}, Cell{Text: "none", Muted: true}, ""},
		"a dash":                 {Column{Drop: 1}, Cell{Text: "—"}, ""},
		"nothing":                {Column{Drop: 1}, Cell{}, ""},
		"only a note":            {Column{Drop: 1}, Cell{Note: "x", Button: &Button{Text: "Go", Href: "/"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got string
			for _, line := range viewtest.Read(t, rowOf(c.column, c.cell)).All("div.second") {
				got += line.Words()
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestTableRow_OrdersHiddenValuesByWidth(t *testing.T) {
	t.Parallel()
	columns := []Column{{Drop: 3}, {Class: "main"}, {Drop: 1}, {Drop: 2}, {Drop: 1}}
	row := Row{ID: "v", Cells: []Cell{{Text: "third"}, {Text: "web-01", Href: "/v"}, {Text: "first", Href: "/d"}, {Text: "second"}, {Text: "first too"}}}
	root := viewtest.Read(t, TableRow(columns, row))
	require.Equal(t, []string{"if1 may-clip", "if1", "if2", "if3"}, root.One(t, "div.second").Values("span", "class"), "names may be cut off, other values not")
	require.Equal(t, "firstfirst toosecondthird", root.One(t, "div.second").Words())
	require.Equal(t, []string{"drop3", "main", "drop1", "drop2", "drop1"}, root.Values("td", "class"))
}

func TestTableRow_RepeatsNameAsTitle(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("web-", 100)
	name := viewtest.Read(t, TableRow([]Column{{Class: "main"}}, Row{ID: "v", Cells: []Cell{{Text: long, Href: "/v"}}})).One(t, "a.name[data-open]")
	require.Equal(t, long, name.Attr["title"])
	require.Equal(t, long, name.Words())
	other := viewtest.Read(t, rowOf(Column{}, Cell{Text: "prod", Href: "/d", Title: "Data center"})).One(t, "a[href=/d]")
	require.Equal(t, "Data center", other.Attr["title"])
	require.False(t, other.Has("data-open"), "a row opens its own page")
}

func TestTableRow_TextsOfCells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cell     Cell
		selector string
	}{
		"a code":           {Cell{Text: "v-1", Code: true}, "code"},
		"a text":           {Cell{Text: "10 GB", Title: "10 bytes"}, "span[title=10 bytes]"},
		"a muted text":     {Cell{Text: "none", Muted: true}, "span.muted"},
		"a tag":            {Cell{Tags: []Link{{Text: "web"}}}, "span.tag"},
		"a tag with a way": {Cell{Tags: []Link{{Text: "web", Href: "/s"}}}, "a.tag[href=/s]"},
		"a note":           {Cell{Note: "of 3"}, "span.small.muted"},
		"a button":         {Cell{Button: &Button{Text: "Create", Href: "/c", Label: "Create a snapshot of web", Create: true}}, "a.button[href=/c][aria-label=Create a snapshot of web][data-create]"},
		"a check box":      {Cell{Check: &Check{Name: "vol", Value: "v-1", Form: "bulk", Label: "web"}}, "input[name=vol][value=v-1][form=bulk][aria-label=Select web]"},
		"an unsafe link":   {Cell{Text: "x", Href: "javascript:alert(1)"}, "a[href=about:invalid#TemplFailedSanitizationURL]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := viewtest.Read(t, rowOf(Column{}, c.cell))
			require.Len(t, root.All(c.selector), 1)
			viewtest.RequireSound(t, rowOf(Column{}, c.cell))
		})
	}
	require.False(t, viewtest.Read(t, rowOf(Column{}, Cell{Button: &Button{Text: "Review", Href: "/c"}})).One(t, "a.button").Has("data-create"))
}

func TestTableRow_CellsHaveRightAndLabelOfColumn(t *testing.T) {
	t.Parallel()
	cell := viewtest.Read(t, rowOf(Column{Class: "act", Right: "maintain", InlineLabel: "size"}, Cell{Text: "x"})).One(t, "td.act")
	require.Equal(t, "maintain", cell.Attr["data-right"])
	require.Equal(t, "size", cell.Attr["data-label"])
	require.Len(t, viewtest.Read(t, rowOf(Column{}, Cell{})).All("td[data-right]"), 0)
}

func TestRowActions_MenuItemsHaveRight(t *testing.T) {
	t.Parallel()
	actions := &RowActions{Subject: "web-01", Primary: &Button{Text: "Create snapshot", Href: "/c", Label: "Create snapshot of web-01", Create: true}, Glyph: "camera", Menu: []MenuItem{{Text: "Restore…", Href: "/r", Right: "maintain"}, {Text: "Audit log", Href: "/audit"}}}
	root := viewtest.Read(t, rowOf(Column{Class: "act"}, Cell{Actions: actions}))
	require.Equal(t, []string{"maintain", ""}, root.One(t, "ul.entries").Values("li", "data-right"))
	require.Equal(t, []string{"/r", "/audit"}, root.One(t, "ul.entries").Values("a", "href"))
	require.Equal(t, "More for web-01", root.One(t, "summary").Attr["aria-label"])
	require.Equal(t, "Create snapshot", root.One(t, "a.icon-button").Attr["title"])
	require.Len(t, root.One(t, "a.icon-button").All("span.camera"), 1)

	bare := viewtest.Read(t, rowOf(Column{Class: "act"}, Cell{Actions: &RowActions{Subject: "web-01"}}))
	require.Empty(t, bare.All("details"), "no menu without entries")
	require.Empty(t, bare.All("a.icon-button"))
}

func TestTableRow_CachedHTMLIsWrittenUnchanged(t *testing.T) {
	t.Parallel()
	row := Row{ID: "v", Rendered: []byte(`<tr id="cached"></tr>`), Cells: []Cell{{Text: "other"}}}
	require.Equal(t, `<tr id="cached"></tr>`, viewtest.Render(t, TableRow(nil, row)))
}

func TestTableRow_FailsWithFailingPart(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	c := rowOf(Column{}, Cell{Badges: templ.ComponentFunc(func(context.Context, io.Writer) error { return broken })})
	var page strings.Builder
	require.ErrorIs(t, c.Render(t.Context(), &page), broken)
	require.Empty(t, page.String(), "half a row is not written")
}

// star is a drawing of one letter.
type star struct{}

func (star) Draw(b *strings.Builder) { b.WriteString("★") }

func TestTableRow_PartsOfCellKeepOrder(t *testing.T) {
	t.Parallel()
	moment := Moment{ISO: "2026-11-23T12:00:00Z", Ago: "3 min ago"}
	c := Cell{Note: "note", When: &moment, Tags: []Link{{Text: "tag"}}, Badges: templ.Raw("badge "), Pills: []Pill{{Label: "pill "}}, Drawing: star{}, Text: "text ", Button: &Button{Text: "button"}}
	require.Equal(t, "text ★pill badge tag3 min agonotebutton", viewtest.Read(t, TableRow([]Column{{}}, Row{Cells: []Cell{c}})).Words())
}

func TestGroupRow_OpensAndCloses(t *testing.T) {
	t.Parallel()
	for open, want := range map[bool][2]string{true: {"true", "Close prod"}, false: {"false", "Open prod"}} {
		root := viewtest.Read(t, GroupRow(7, Row{ID: "g", Group: &GroupHeader{Name: "prod", Href: "/volumes?dc=1", Toggle: "/volumes?open=1", Open: open, Selectable: true, Depth: 1}}))
		toggle, box := root.One(t, "a.toggle"), root.One(t, "input[type=checkbox]")
		require.Equal(t, want, [2]string{toggle.Attr["aria-expanded"], toggle.Attr["aria-label"]})
		require.Equal(t, "7", root.One(t, "th").Attr["colspan"])
		require.Equal(t, !open, box.Has("disabled"), "hidden rows cannot be selected")
		require.Equal(t, open, box.Has("data-select-group"))
		require.Equal(t, "operate", root.One(t, "label").Attr["data-right"])
		require.Len(t, root.All("tr.group.depth-1"), 1)
	}
}

func TestGroupRow_NoSelectionIfRowsHaveNone(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, GroupRow(2, Row{ID: "g", Group: &GroupHeader{Name: "prod", Open: true}}))
	require.Empty(t, root.All("input"))
	require.Len(t, root.All("span.muted"), 0, "neither a note nor continued")
}

func TestListTable_MixesGroupsAndRows(t *testing.T) {
	t.Parallel()
	rows := []Row{{ID: "a", Group: &GroupHeader{Name: "a"}}, {ID: "v", Cells: []Cell{{Text: "v"}, {}}}, {ID: "b", Group: &GroupHeader{Name: "b"}}}
	root := viewtest.Read(t, ListTable("list", List{Columns: make([]Column, 2), Rows: len(rows)}, rows)).One(t, "tbody")
	require.Equal(t, []string{"group-a", "row-v", "group-b"}, root.Values("tr", "id"))
	require.Equal(t, []string{"2", "2"}, root.Values("th", "colspan"))
}

func TestTable_ThousandsOfRows(t *testing.T) {
	t.Parallel()
	rows := make([]Row, 10_000)
	for i := range rows {
		rows[i] = Row{ID: quantity.Count(i), Cells: []Cell{{Text: "web-01", Href: "/v"}, {Text: "10 GB"}}}
	}
	page := viewtest.Render(t, ListTable("list", List{Columns: []Column{{Class: "main"}, {Class: "num"}}, Rows: len(rows)}, rows))
	require.Equal(t, len(rows), strings.Count(page, "<tr "))
	require.Less(t, len(page)/len(rows), 300, "bytes of a short row")
}

func TestDescribedBy_NamesErrorBeforeHelp(t *testing.T) {
	t.Parallel()
	require.Equal(t, templ.Attributes{"aria-describedby": "name-help"}, DescribedBy(nil, "name"))
	require.Equal(t, templ.Attributes{"aria-describedby": "name-help"}, DescribedBy(map[string]string{"size": "x", "name": ""}, "name"))
	require.Equal(t, templ.Attributes{"aria-describedby": "name-error name-help", "aria-invalid": "true"}, DescribedBy(map[string]string{"name": "x"}, "name"))
}

func TestPhraseField_MarkedAsInvalidIfMistyped(t *testing.T) {
	t.Parallel()
	for wrong, invalid := range map[string]string{"": "", "It differs.": "true"} {
		root := viewtest.Read(t, PhraseField("delete web-01", wrong))
		require.Equal(t, invalid, root.One(t, "input[name=phrase]").Attr["aria-invalid"])
		require.False(t, root.One(t, "input").Has("value"), "the mistyped text is not filled in again")
		require.Equal(t, "off", root.One(t, "input").Attr["autocomplete"])
	}
}

func TestNotices_KindsAndActions(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, Notices(func(name string) string { return "/s/" + name }, []Notice{
		{Code: "loading", Tone: "warn", Text: "x", When: Moment{Ago: "unknown"}}, {Code: "restored", Tone: "bad", Text: "y", Action: &NoticeAction{Href: "/continue", Text: "Continue"}},
	}))
	require.Equal(t, []string{"loading", "restored"}, root.Values("[data-banner]", "data-banner"))
	require.Equal(t, []string{"/s/icons.svg#info", "/s/icons.svg#alert"}, root.Values("use", "href"))
	require.Empty(t, root.All("time"), "an unknown time is left out")
	require.Equal(t, []string{"/continue"}, root.Values("form[method=post]", "action"))
}

func TestFactValue_OfEachKind(t *testing.T) {
	t.Parallel()
	known, unknown := Moment{ISO: "2026-11-23T12:00:00Z", Exact: "noon", Ago: "now"}, Moment{Ago: "unknown"}
	for name, c := range map[string]struct {
		fact Fact
		want string
	}{
		"a state before a text": {Fact{Pill: &Pill{Label: "Busy"}, Text: "x"}, "Busy"},
		"a time":                {Fact{When: &known, Text: "x"}, "nownoon"},
		"an unknown time":       {Fact{When: &unknown}, "unknown"},
		"nothing":               {Fact{Href: "/x"}, "not given"},
		"a link":                {Fact{Text: "x", Href: "/x"}, "x"},
	} {
		require.Equal(t, c.want, strings.ReplaceAll(viewtest.Read(t, FactValue(c.fact)).Words(), " noon", "noon"), name)
	}
	require.Equal(t, []string{"v-1"}, viewtest.Read(t, Facts([]Fact{{Label: "Id", Text: "v-1", Copy: true}, {Label: "Image", Copy: true}, {Label: "Name", Text: "x"}})).Values("button", "data-copy"), "an empty value has no copy button")
}
