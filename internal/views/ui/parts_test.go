package ui

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/viewtest"
)

// The first failure of a row is the one that is reported.
func TestTableRow_ReportsFirstFailure(t *testing.T) {
	t.Parallel()
	fail := func(err error) templ.Component {
		return templ.ComponentFunc(func(context.Context, io.Writer) error { return err })
	}
	first, second := errors.New("first"), errors.New("second")
	row := TableRow(make([]Column, 3), Row{ID: "v", Cells: []Cell{{Badges: fail(first)}, {Badges: fail(second)}, {Badges: templ.Raw("x")}}})
	var page strings.Builder
	require.ErrorIs(t, row.Render(t.Context(), &page), first)
	require.Empty(t, page.String())
}

// An unknown time has no age, and a time in the future none below zero.
func TestAgeOf_UnknownAndFuture(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		at    time.Time
		known bool
		want  string
	}{
		"unknown":     {time.Time{}, false, "unknown"},
		"now":         {noon, true, "0 s"},
		"in the past": {noon.Add(-49 * time.Hour), true, "2 d"},
		"ahead":       {noon.Add(time.Hour), true, "0 s"},
	} {
		m := AgeOf(c.at, noon, time.UTC)
		require.Equal(t, c.known, m.Known(), name)
		require.Equal(t, c.want, m.Ago, name)
		require.Equal(t, c.known, strings.Contains(m.ShortHTML(), "<time"), name)
	}
}

// Attributes of marks are missing where there is nothing to mark: an empty one would be read out.
func TestAttributes_OnlyWhereTheyApply(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		attributes templ.Attributes
		want       templ.Attributes
	}{
		"current page":        {CurrentPage(true), templ.Attributes{"aria-current": "page"}},
		"another page":        {CurrentPage(false), nil},
		"current item":        {CurrentItem(true), templ.Attributes{"aria-current": "true"}},
		"another item":        {CurrentItem(false), nil},
		"sorted":              {sortAttributes("descending"), templ.Attributes{"aria-sort": "descending"}},
		"not sorted":          {sortAttributes(""), nil},
		"mistyped":            {phraseAttributes("Wrong."), templ.Attributes{"aria-invalid": "true", "aria-describedby": "phrase-error"}},
		"to be typed":         {phraseAttributes(""), templ.Attributes{}},
		"wrong field":         {DescribedBy(map[string]string{"name": "Taken."}, "name"), templ.Attributes{"aria-invalid": "true", "aria-describedby": "name-error name-help"}},
		"right field":         {DescribedBy(map[string]string{"size": "Too small."}, "name"), templ.Attributes{"aria-describedby": "name-help"}},
		"a number":            {bounds("number"), templ.Attributes{"min": "0", "step": "any", "inputmode": "decimal"}},
		"a text":              {bounds("text"), templ.Attributes{"maxlength": "200"}},
		"a shortened summary": {exactSummary(List{Summary: "1.2 TB", Exact: "1 234 GB"}), templ.Attributes{"title": "1 234 GB"}},
		"an exact summary":    {exactSummary(List{Summary: "3 GB", Exact: "3 GB"}), nil},
		"no exact summary":    {exactSummary(List{Summary: "3 GB"}), nil},
	} {
		require.Equal(t, c.want, c.attributes, name)
	}
}

// A day is typed in one form, whatever the browser's language, and the pattern accepts nothing longer.
func TestDateAttributes_OneForm(t *testing.T) {
	t.Parallel()
	a := DateAttributes()
	require.Equal(t, "text", a["type"], "a native field follows the language of the browser")
	require.Len(t, a["placeholder"], 10)
	require.Equal(t, "10", a["maxlength"])
	for day, want := range map[string]bool{"2026-11-23": true, "23.11.2026": false, "2026-1-2": false, "2026-11-231": false, "": false} {
		if want {
			require.Regexp(t, "^(?:"+a["pattern"].(string)+")$", day)
		} else {
			require.NotRegexp(t, "^(?:"+a["pattern"].(string)+")$", day)
		}
	}
}

// The classes of a column say what it holds and when it is hidden.
func TestColumn_Classes(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Column{"": {}, "num": {Class: "num"}, "drop1": {Drop: 1}, "num drop2": {Class: "num", Drop: 2}, "act drop3": {Class: "act", Drop: 3}} {
		require.Equal(t, want, c.css())
		require.Equal(t, want, viewtest.Read(t, TableRow([]Column{c}, Row{ID: "v", Cells: []Cell{{Text: "x"}}})).One(t, "td").Attr["class"])
		head := viewtest.Read(t, Table("list", List{Caption: "Volumes", Rows: 1, Columns: []Column{c}})).One(t, "th")
		require.Equal(t, want, head.Attr["class"], "the header goes with its cells")
	}
}

// A link leads within this site, and hides no script.
func TestLinks_HostileAddresses(t *testing.T) {
	t.Parallel()
	const script = "javascript:alert(1)"
	for name, c := range map[string]templ.Component{
		"link":       OptionalLink(Link{Text: "x", Href: script}),
		"chip":       Chips(Filter{Chips: []Chip{{"x", script}}, ClearAll: script}),
		"cell":       rowOf(Column{}, Cell{Text: "x", Href: script}),
		"tag":        rowOf(Column{}, Cell{Tags: []Link{{Text: "x", Href: script}}}),
		"button":     rowOf(Column{}, Cell{Button: &Button{Text: "x", Href: script}}),
		"menu":       rowOf(Column{}, Cell{Actions: &RowActions{Subject: "x", Menu: []MenuItem{{Text: "x", Href: script}}, Primary: &Button{Text: "x", Label: "x", Href: script}}}),
		"fact":       FactValue(Fact{Text: "x", Href: script}),
		"tab":        ListTabs("x", []ListTab{{Text: "x", Href: script}}),
		"order":      OrderBar(ListOrder{SortAgain: script}),
		"export":     Exports([]Link{{Text: "x", Href: script}}),
		"empty list": EmptyList(Empty{Title: "x", Link: Link{Text: "x", Href: script}}),
		"group":      GroupRow(1, Row{Group: &GroupHeader{Name: "x", Href: script, Toggle: script}}),
		"notice":     Notices(asset, []Notice{{Text: "x", Link: Link{Text: "x", Href: script}, Action: &NoticeAction{Href: script, Text: "x"}}}),
		"filter":     FilterForm(Filter{Action: script, Clear: script}),
		"page":       pagerLinks(Pager{Of: 3, Page: 2, First: script, Prev: script, Next: script, Last: script, Action: script}),
	} {
		require.NotContains(t, viewtest.Render(t, c), "alert(1)", name)
	}
}

// A chart has a limit and a future only if they are known; its numbers are in a table too.
func TestChart_OptionalLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		chart LineChart
		want  []string
	}{
		"past":       {LineChart{}, []string{"polyline.past"}},
		"a forecast": {LineChart{Future: "1,2 3,4"}, []string{"polyline.past", "polyline.future"}},
		"a limit":    {LineChart{Limit: "0"}, []string{"polyline.past", "line.limit"}},
	} {
		c.chart.Label, c.chart.TableName = "Cost", "As a table"
		c.chart.Columns, c.chart.Rows = []string{"Day", "EUR", "GB"}, [][]string{{"1 Nov", "1", "2"}, {"2 Nov", "3", "4"}}
		root := viewtest.RequireSound(t, Chart(c.chart))
		var got []string
		for _, selector := range []string{"polyline.past", "polyline.future", "line.limit"} {
			if len(root.All(selector)) > 0 {
				got = append(got, selector)
			}
		}
		require.Equal(t, c.want, got, name)
		require.Len(t, root.All("th.num"), 2, "%s: the first column has words", name)
		require.Len(t, root.All("td.num"), 4, name)
	}
}

// Nothing can be copied where there is no text, and a pill or a time is no text.
func TestFacts_CopyOnlyTexts(t *testing.T) {
	t.Parallel()
	known := at(time.Hour)
	for name, c := range map[string]struct {
		fact   Fact
		copies []string
	}{
		"a text": {Fact{Text: `a"b`, Copy: true}, []string{`a"b`}}, "not to copy": {Fact{Text: "a"}, nil}, "empty": {Fact{Copy: true}, nil}, "a time": {Fact{When: &known, Copy: true}, nil}, "a state": {Fact{Pill: &Pill{Label: "x"}, Copy: true}, nil},
	} {
		c.fact.Label = "Id"
		root := viewtest.RequireSound(t, Facts([]Fact{c.fact}))
		require.Equal(t, c.copies, root.Values("button[data-copy]", "data-copy"), name)
		require.Len(t, root.One(t, "dd").All("span.muted"), map[string]int{"empty": 1, "a time": 1}[name], name)
	}
}
