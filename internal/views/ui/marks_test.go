package ui

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/viewtest"
)

// A quota that is not known, or is none, is drawn without breaking the page.
func TestMeter_WithoutLimit(t *testing.T) {
	t.Parallel()
	for _, used := range []float64{0, 10} {
		m := Meter{ID: "quota", Label: "HDD quota", Text: "0 GB", Parts: []MeterPart{{Kind: "used", GB: used}, {Kind: "added", GB: 0}}}
		for i := range m.Parts {
			for _, text := range []string{m.x(i), m.width(i)} {
				n, err := strconv.ParseFloat(text[:len(text)-1], 64)
				require.NoError(t, err)
				require.True(t, n >= 0 && n <= 100, text)
			}
		}
		viewtest.RequireSound(t, MeterBar(m))
	}
}

// A chart is a picture with its numbers as a table beside it.
func TestChart_NumbersBesidePicture(t *testing.T) {
	t.Parallel()
	c := LineChart{Label: "GB over 30 days", Line: "0,1 2,3", TableName: "As a table", Columns: []string{"Day", "GB"}, Rows: [][]string{{"1 Nov", "10"}, {"2 Nov", "<b>"}}}
	past := viewtest.RequireSound(t, Chart(c))
	require.Equal(t, "GB over 30 days", past.One(t, "svg[role=img]").Attr["aria-label"])
	require.Len(t, past.All("polyline"), 1)
	require.Empty(t, past.All("line.limit"))
	require.Len(t, past.One(t, "tbody").All("tr"), 2)
	require.Contains(t, past.Words(), "<b>")
	require.False(t, past.One(t, "details").Has("open"))
	c.Future, c.Limit = "2,3 4,5", "10"
	full := viewtest.RequireSound(t, Chart(c))
	require.Len(t, full.All("polyline"), 2)
	require.Equal(t, []string{"10", "10"}, []string{full.One(t, "line.limit").Attr["y1"], full.One(t, "line.limit").Attr["y2"]})
}

// The filters in use can be removed one by one or all at once, and what is ignored is said.
func TestChips_EachIsALink(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, Chips(Filter{Chips: []Chip{{"Type: HDD", "/v?a"}, {"Search: <b>", "/v?b"}}, ClearAll: "/v", Ignored: []Ignored{{"min", "“x” is ignored."}}}))
	require.Equal(t, []string{"/v?a", "/v?b", "/v"}, root.Values("a.chip", "href"))
	require.Equal(t, []string{"min"}, root.Values("p[role=status]", "data-ignored"))
	none := viewtest.RequireSound(t, Chips(Filter{ClearAll: "/v"}))
	require.Empty(t, none.All("a"), "without a filter there is nothing to clear")
	require.Len(t, none.All("[id=chips]"), 1, "an update finds its place")
}

// A form shows all of its filters where it does not collapse, and none of them is lost when it is sent.
func TestFilterForm_InputsWithAndWithoutMenu(t *testing.T) {
	t.Parallel()
	f := Filter{Action: "/v", Hint: "Name", Selects: []Select{{Name: "type", Label: "Type", Options: []Option{{Text: "All"}}}}, Inputs: []Input{{Kind: "hidden", Name: "grade", Value: "likely"}, {Kind: "number", Name: "min", Label: "From", Value: "10"}}}
	for _, collapsible := range []bool{true, false} {
		f.Collapsible = collapsible
		root := viewtest.RequireSound(t, FilterForm(f))
		require.Equal(t, collapsible, len(root.All("details")) == 1)
		require.Equal(t, "likely", root.One(t, "input[name=grade]").Attr["value"])
		require.Equal(t, "10", root.One(t, "input[name=min]").Attr["value"])
		require.Len(t, root.All("select[name=type]"), 1)
	}
}

// A menu of columns is sent as a form, and leads back to the default where another choice is shown.
func TestColumnChooser_Choices(t *testing.T) {
	t.Parallel()
	c := Chooser{Action: "/v", Hidden: []HiddenField{{Name: "q", Value: "a&b"}}, Columns: []ColumnChoice{{"type", "Type", true}, {"bus", "Bus", false}}}
	root := viewtest.RequireSound(t, ColumnChooser(List{Chooser: &c}))
	require.Equal(t, []string{"type"}, root.Values("input[name=cols][checked]", "value"))
	require.Equal(t, "a&b", root.One(t, "input[name=q]").Attr["value"])
	require.Empty(t, root.All("a"))
	c.Reset = "/v?q=a%26b"
	require.Equal(t, []string{"/v?q=a%26b"}, viewtest.RequireSound(t, ColumnChooser(List{Chooser: &c})).Values("a", "href"))
}

// A menu of groupings marks the current one, and opens or closes all groups where there are some.
func TestGroupTools_Choices(t *testing.T) {
	t.Parallel()
	require.Empty(t, viewtest.RequireSound(t, GroupTools(List{})).All("details"))
	g := GroupMenu{Options: []ViewOption{{"None", "/v", false}, {"Data center", "/v?group=dc", true}}}
	root := viewtest.RequireSound(t, GroupTools(List{Groups: &g}))
	require.Equal(t, []string{"/v?group=dc"}, root.Values("a[aria-current=true]", "href"))
	require.Empty(t, root.All("a.button"))
	g.ToggleAll = Link{Text: "Close all", Href: "/v?group=dc&closed=all"}
	require.Len(t, viewtest.RequireSound(t, GroupTools(List{Groups: &g})).All("a.button"), 1)
}

// Rows are selected for a form that stands elsewhere, which comes back to the list.
func TestSelectionBar_WorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, around(SelectionBar("/bulk", "vol", "volume", "volumes", "Select volumes.", "/volumes?q=a&b")))
	form := root.One(t, "form[id=bulk]")
	require.Equal(t, []string{"/bulk", "vol", "volume", "volumes"}, []string{form.Attr["action"], form.Attr["data-selection"], form.Attr["data-one"], form.Attr["data-several"]})
	require.Equal(t, "/volumes?q=a&b", form.One(t, "input[name=from]").Attr["value"])
	require.Equal(t, "polite", form.One(t, "p.count").Attr["aria-live"])
	require.Equal(t, "button", form.One(t, "button[data-clear-selection]").Attr["type"], "it does not send the form")
}

// A notice is said with its code, its time and what can be done about it, if there is any.
func TestNotices_OptionalParts(t *testing.T) {
	t.Parallel()
	known := at(0)
	root := viewtest.RequireSound(t, Notices(asset, []Notice{{Code: "a", Tone: "good", Text: "x"}, {Code: "b", Tone: "warn", Text: "x", When: known, Link: Link{Text: "More", Href: "/help"}}, {Code: "c", Tone: "bad", Text: "x", Action: &NoticeAction{"/database/continue", "Continue"}}}))
	banners := root.All("[data-banner]")
	require.Equal(t, []string{"a", "b", "c"}, root.Values("[data-banner]", "data-banner"))
	require.Equal(t, []int{0, 1, 0}, []int{len(banners[0].All("time")), len(banners[1].All("time")), len(banners[2].All("time"))})
	require.Equal(t, []int{0, 1, 0}, []int{len(banners[0].All("a")), len(banners[1].All("a")), len(banners[2].All("a"))})
	require.Equal(t, "/database/continue", banners[2].One(t, "form[method=post]").Attr["action"])
	require.Empty(t, banners[0].All("form"))
}

// Exports are downloads, with a name of their own for screen readers.
func TestExports_AreDownloads(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, Exports([]Link{{Text: "CSV", Href: "/volumes.csv?q=a%26b"}, {Text: "JSON", Href: "/volumes.json"}}))
	for _, a := range root.All("a") {
		require.True(t, a.Has("download"))
		require.Contains(t, a.Attr["aria-label"], a.Words())
	}
	require.Equal(t, []string{"/volumes.csv?q=a%26b", "/volumes.json"}, root.Values("a", "href"))
	require.Len(t, viewtest.RequireSound(t, Exports(nil)).All("[id=exports]"), 1)
}

// A select shows the chosen value, whatever it is.
func TestOptions_MarkSelectedOnes(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		root := viewtest.RequireSound(t, OptionField("type", "Type", "Help", []Option{{Value: text, Text: "x" + text, Selected: true}, {Value: "", Text: "none"}}, map[string]string{"type": "x" + text}))
		require.Len(t, root.All("option[selected]"), 1, name)
		require.Equal(t, "type-error type-help", root.One(t, "select").Attr["aria-describedby"], name)
		require.Equal(t, "true", root.One(t, "select").Attr["aria-invalid"], name)
	}
	require.Empty(t, viewtest.RequireSound(t, OptionField("type", "Type", "Help", []Option{{Text: "none"}}, nil)).All("[aria-invalid]"))
}

// A column is read out with its order, hidden from those without its right, and explained on hover.
func TestTable_HeadersOfEachClass(t *testing.T) {
	t.Parallel()
	columns := []Column{{Label: "Select", Class: "select", Right: "operate"}, {Label: "Name", Class: "main", Href: "/v?sort=-name", Sort: "ascending"}, {Label: "Size", Class: "num", Drop: 2, Title: "in GB"}, {Label: "Action", Class: "act", Right: "maintain"}}
	root := viewtest.RequireSound(t, ListTable("list", List{Caption: "Volumes", Columns: columns, Rows: 1, Total: 1}, []Row{{ID: "v", Cells: make([]Cell, 4)}}))
	heads := root.All("th[scope=col]")
	require.Equal(t, []string{"operate", "", "", "maintain"}, []string{heads[0].Attr["data-right"], heads[1].Attr["data-right"], heads[2].Attr["data-right"], heads[3].Attr["data-right"]})
	require.Len(t, heads[0].All("input[data-select-all]"), 1)
	require.Equal(t, "ascending", heads[1].Attr["aria-sort"])
	require.Equal(t, "/v?sort=-name", heads[1].One(t, "a").Attr["href"])
	require.Equal(t, "in GB", heads[2].Attr["title"])
	require.Contains(t, heads[2].Attr["class"], "drop2")
	require.NotEmpty(t, heads[3].One(t, "span.hidden").Words(), "a column of buttons has a name for screen readers only")
	require.Equal(t, "0", root.One(t, "div.scroll").Attr["tabindex"], "the keyboard scrolls it")
}

// The current item and page are marked once, others not at all.
func TestMarks_OnlyOfCurrent(t *testing.T) {
	t.Parallel()
	require.Nil(t, CurrentPage(false))
	require.Nil(t, CurrentItem(false))
	require.Nil(t, sortAttributes(""))
	require.NotEqual(t, CurrentPage(true), CurrentItem(true), "a page is not an item of a list")
	require.Equal(t, "descending", sortAttributes("descending")["aria-sort"])
	require.NotEqual(t, toggleLabel(GroupHeader{Name: "prod", Open: true}), toggleLabel(GroupHeader{Name: "prod"}))
}
