package ui

import (
	"context"
	"io"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/foreign"
	"snapdeck/internal/views/viewtest"
)

// around renders a component with children.
func around(c templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

func asset(name string) string { return "/static/" + name }

func at(ago time.Duration) Moment {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	return MomentOf(noon.Add(-ago), noon, time.UTC)
}

// formStates returns the parts of forms, with a text in every place that shows one.
func formStates(text string) map[string]templ.Component {
	wrong := map[string]string{"type": text}
	options := []Option{{Value: text, Text: text, Selected: true}, {Value: "SSD", Text: "SSD"}}
	return map[string]templ.Component{
		"form-notice":        FormNotice(text),
		"alert-banner":       AlertBanner(Alert{Code: "name", Text: text}),
		"phrase-field":       PhraseField(text, ""),
		"phrase-field-wrong": PhraseField(text, text),
		"option-field":       OptionField("type", text, text, options, nil),
		"option-field-wrong": OptionField("type", text, text, options, wrong),
		"hidden-fields":      HiddenFields([]HiddenField{{Name: "q", Value: text}, {Name: "sort", Value: ""}}),
		"filter": FilterForm(Filter{
			Action: "/snapshots", Query: text, Hint: text, Clear: "/snapshots", Selects: []Select{{Name: "state", Label: text, Options: options}}, Dates: []DateField{{Name: "from", Label: text, Value: text}},
			Hidden: []HiddenField{{Name: "volume", Value: text, Text: text}}, HiddenDisplay: []HiddenField{{Name: "sort", Value: text}},
		}),
		"filter-collapsed": FilterForm(Filter{
			Action: "/volumes", Hint: text, Collapsible: true, Count: 1200, Selects: []Select{{Name: "type", Label: text, Options: options}}, More: []Select{{Name: "bus", Label: text, Options: options}},
			Inputs: []Input{{Kind: "number", Name: "min", Label: text, Value: "10", Hint: text}, {Kind: "text", Name: "server", Label: text, Value: text}, {Kind: "hidden", Name: "id", Value: text}},
		}),
		"filter-chips":         Chips(Filter{Chips: []Chip{{text, "/volumes?q="}, {"Location de/fra", "/volumes?location="}}, ClearAll: "/volumes"}),
		"filter-chips-ignored": Chips(Filter{Ignored: []Ignored{{"min", text}}}),
		"filter-chips-none":    Chips(Filter{}),
		"selection-bar":        around(SelectionBar("/bulk", "vol", text, text, text, "/volumes?q="+text), templ.Raw(`<button class="primary">Create</button>`)),
		"columns-default":      ColumnChooser(List{Chooser: &Chooser{Action: "/volumes", Columns: []ColumnChoice{{Key: "type", Label: text, Shown: true}}}}),
		"columns-fixed":        ColumnChooser(List{}),
	}
}

// partStates returns the other parts of pages.
func partStates(text string) map[string]templ.Component {
	known, unknown := at(3*time.Minute), at(0)
	unknown.ISO, unknown.Ago = "", "unknown"
	return map[string]templ.Component{
		"chart": Chart(LineChart{
			Label: text, Line: "0,90 100,40", Future: "100,40 100,10", Limit: "10", Top: text, Bottom: text, From: text, To: text, TableName: text, Columns: []string{text, "GB"}, Rows: [][]string{{text, "1"}, {"Today", "2"}},
		}),
		"chart-past-only": Chart(LineChart{Label: "Cost", Line: "0,90 100,40", Top: "2", Bottom: "0", From: "1 Nov", To: "2 Nov", TableName: "As a table", Columns: []string{"Day", "EUR"}}),
		"crumbs":          Crumbs([]Link{{Text: text, Href: "/datacenters"}, {Text: text}}),
		"meter": MeterBar(Meter{
			ID: "quota-HDD", Label: text, Text: text, Tone: "warn", Limit: 200, Free: text, Warning: text, Notes: []string{text, "Two."},
			Parts: []MeterPart{{Kind: "used", Label: text, Text: text, GB: 50}, {Kind: "planned", Label: text, Text: text, GB: 100}, {Kind: "added", Label: text, Text: text, GB: 10}},
		}),
		"meter-empty": MeterBar(Meter{ID: "quota-SSD", Label: "SSD quota", Text: "0 GB of 10 GB used", Tone: "good", Limit: 10, Free: "10 GB"}),
		"notices": Notices(asset, []Notice{
			{Code: "loading", Tone: "good", Text: text, When: known}, {Code: "restored", Tone: "warn", Text: text, Link: Link{Text: text, Href: "/help"}},
			{Code: "unencrypted", Tone: "bad", Text: text, Action: &NoticeAction{Href: "/restored/continue", Text: text}},
		}),
		"notices-none": Notices(asset, nil),
		"facts": Facts([]Fact{
			{Label: text, API: "name", Text: text, Copy: true, Title: text}, {Label: text, Text: text, Href: "/volumes"}, {Label: "Empty", Copy: true}, {Label: "Created", When: &known},
			{Label: "Changed", When: &unknown}, {Label: "State", Pill: &Pill{Tone: "good", Icon: "check", Label: text, Title: text}}, {Label: "Hot-plug", Text: "yes", Flag: true},
		}),
		"heading-state": HeadingState(Pill{Tone: "busy", Icon: "spin", Label: text}),
		"when":          templ.Join(When(known), When(unknown), When(Moment{ISO: "2026-11-24T12:00:00Z", Exact: text, Ago: text, Due: true})),
		"short":         templ.Join(Short(known), Short(unknown)),
		"size":          SizeText(text, text),
		"copy":          CopyButton(text, text),
		"list-tabs":     ListTabs(text, []ListTab{{Text: text, Value: "all", Count: "1 200", Href: "/volumes", Current: true}, {Text: text, Value: "late", Href: "/volumes?coverage=late", Unknown: true}}),
		"order":         OrderBar(ListOrder{Name: "age", SortAgain: "/volumes?sort=age"}),
		"order-same":    OrderBar(ListOrder{Name: "age"}),
		"tool-menu":     around(ToolMenu(), Exports([]Link{{Text: "CSV", Href: "/volumes.csv?q=" + text}, {Text: text, Href: "/volumes.json"}})),
		"marked":        MarkedText(text, "e"),
		"optional-link": templ.Join(OptionalLink(Link{Text: text, Href: "/x"}), OptionalLink(Link{Text: text})),
	}
}

// listStates returns the tables; their first column has the name.
func listStates(text string) map[string]templ.Component {
	columns := []Column{{Label: "Select", Class: "select", Right: "operate"}, {Label: text, Class: "main", Href: "/volumes?sort=-name", Sort: "ascending", Title: text}, {Label: text, Class: "num", Drop: 2, InlineLabel: text}, {Label: "Action", Class: "act"}}
	rows := []Row{
		{ID: "group", Group: &GroupHeader{Name: text, Note: text, Href: "/volumes?dc=1", Toggle: "/volumes?open=1", Totals: text, Open: true, Selectable: true, Details: templ.Raw("<em>late</em>")}},
		{ID: "v-1", Cells: []Cell{{Check: &Check{Name: "vol", Value: text, Form: "bulk", Label: text}}, {Text: text, Href: "/v"}, {Text: text, Title: text}, {Actions: &RowActions{
			Subject: text, Primary: &Button{Text: text, Href: "/create", Label: text, Create: true}, Glyph: "camera", Menu: []MenuItem{{Text: text, Href: "/restore", Right: "maintain"}, {Text: text, Href: "/audit"}},
		}}}},
		{ID: "closed", Group: &GroupHeader{Name: text, Href: "/volumes?dc=2", Toggle: "/volumes?open=2", Depth: 2, Selectable: true, Continued: true}},
	}
	pager := func(page, of int) Pager {
		p := Pager{Page: page, Of: of, Action: "/volumes", Hidden: []HiddenField{{Name: "q", Value: text}}, HiddenBesidesPage: []HiddenField{{Name: "q", Value: text}, {Name: "per", Value: "50"}}, Sizes: []Option{{Value: "50", Text: "50", Selected: true}, {Value: "100", Text: "100"}}}
		if page > 1 {
			p.First, p.Prev = "/volumes?page=1", "/volumes?page=prev"
		}
		if page < of {
			p.Next, p.Last = "/volumes?page=next", "/volumes?page=last"
		}
		return p
	}
	list := List{Caption: text, Columns: columns, Rows: 1, Total: 3, Summary: text, Exact: text + "!", Pager: pager(2, 3), Order: ListOrder{Name: "age"}}
	return map[string]templ.Component{
		"table":             ListTable("list", list, rows),
		"table-empty":       Table("list", List{Caption: "Volumes", Empty: Empty{Title: text, Text: text}}),
		"table-empty-link":  Table("list", List{Caption: "Volumes", Empty: Empty{Title: text, Text: text, Link: Link{Text: text, Href: "/volumes"}}}),
		"table-behind-last": Table("list", List{Caption: "Volumes", Total: 7, Pager: Pager{Of: 1200, Last: "/volumes?page=1200"}}),
		"pager-first":       pagerLinks(pager(1, 3)),
		"pager-last":        pagerLinks(pager(3, 3)),
		"list-tools":        ListTools(List{Groups: &GroupMenu{Options: []ViewOption{{Text: text, Href: "/volumes", Selected: true}}}, Chooser: &Chooser{Action: "/volumes", Columns: []ColumnChoice{{Key: "bus", Label: text}}}}),
		"list-tools-none":   ListTools(List{}),
	}
}

func states(text string) map[string]templ.Component {
	all := formStates(text)
	maps.Copy(all, partStates(text))
	maps.Copy(all, listStates(text))
	return all
}

func TestComponents_EachState(t *testing.T) {
	t.Parallel()
	for name, c := range states("web-01") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			viewtest.RequireGolden(t, name, c)
			viewtest.RequireSound(t, c)
		})
	}
}

// The text of a component is exactly what was put into it, as a text or a value.
func TestComponents_ShowForeignTextAsText(t *testing.T) {
	t.Parallel()
	shape := map[string][]string{}
	for name, c := range states("web-01") {
		shape[name] = viewtest.Read(t, c).Shape()
	}
	for kind, text := range viewtest.ForeignTexts() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			for name, c := range states(text) {
				root := viewtest.Read(t, c)
				if name != "marked" { // marks of the matching letters
					require.Equal(t, shape[name], root.Shape(), "%s: a name makes or hides elements", name)
				}
				require.Empty(t, root.All("[onerror]"))
				require.Empty(t, root.All("[onfocus]"))
			}
		})
	}
}

// When a page is served, characters that turn the direction of text are named where they are shown, but not changed
// where a form sends them back.
func TestComponents_HideNothingWhenServed(t *testing.T) {
	t.Parallel()
	const turned = "web\u202egpj אב"
	for name, c := range states(turned) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := viewtest.Parse(t, string(foreign.HTML([]byte(viewtest.Render(t, c)))))
			require.NotContains(t, root.Words(), "\u202e")
			for _, e := range root.All("") {
				for _, attribute := range []string{"title", "aria-label", "placeholder"} {
					require.NotContains(t, e.Attr[attribute], "\u202e", "%s of <%s>", attribute, e.Tag)
				}
				if value := e.Attr["value"]; strings.Contains(value, "web") {
					require.Equal(t, turned, strings.TrimPrefix(value, "/volumes?q="), "<%s> sends another text", e.Tag)
				}
			}
		})
	}
}

func TestComponents_WithoutContentRenderNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]templ.Component{
		"notice of a form": FormNotice(""), "error of a field": FieldError(map[string]string{"other": "x"}, "name"), "phrase": PhraseField("", "wrong"), "alert": AlertBanner(Alert{Code: "name"}),
		"crumbs": Crumbs(nil), "hidden fields": HiddenFields(nil), "pager": pager(List{Pager: Pager{Of: 3}}), "options": Options(nil),
	} {
		require.Empty(t, viewtest.Render(t, c), name)
	}
}
