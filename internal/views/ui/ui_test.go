package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/viewtest"
)

// anyRow returns a row with a cell of each kind.
func anyRow(text string) Row {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	at := MomentOf(noon, noon.Add(3*time.Minute), time.UTC)
	return Row{ID: text, Cells: []Cell{
		{Check: &Check{Name: "vol", Value: text, Form: "bulk", Label: text}},
		{Text: text, Href: "/v/" + text},
		{Pills: []Pill{{Tone: "good", Icon: "check", Label: text}}, Tags: []Link{{Text: text}, {Text: text, Href: "/s"}}},
		{Text: text, Title: text, Code: false},
		{Text: text, Muted: true, When: &at},
		{Note: text, Button: &Button{Text: text, Href: text, Label: text, Create: true}},
	}}
}

func anyGroup(text string) Row {
	return Row{ID: text, Group: &GroupHeader{Name: text, Note: text, Href: text, Depth: 1, Open: true, Toggle: text, Totals: "3 volumes · 160 GB", Continued: true}}
}

func TestComponents_Golden(t *testing.T) {
	t.Parallel()
	headers := []Column{{Label: "Select", Class: "select"}, {Label: "Name", Class: "main"}, {Label: "State"}, {Label: "Size", Class: "num"}, {Label: "Snapshots", Class: "num", InlineLabel: "Snapshots"}, {Label: "Action", Class: "act"}}
	for name, c := range map[string]templ.Component{
		"table-row": TableRow(headers, anyRow("web-01")),
		"group-row": GroupRow(6, anyGroup("web-01")),
		"grouping":  GroupTools(List{Groups: &GroupMenu{Options: []ViewOption{{Text: "Not grouped", Href: "/volumes", Selected: false}, {Text: "By location", Href: "/volumes?group=location", Selected: true}}, ToggleAll: Link{Text: "Close all groups", Href: "/volumes?fold=1"}}}),
		"columns":   ColumnChooser(List{Chooser: &Chooser{Action: "/volumes", Hidden: []HiddenField{{Name: "q", Value: "db"}}, Columns: []ColumnChoice{{Key: "type", Label: "Type", Shown: true}, {Key: "bus", Label: "Bus", Shown: false}}, Reset: "/volumes?q=db"}}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			viewtest.RequireGolden(t, name, c)
		})
	}
}

// Every text is an attack.
func TestComponents_EscapeInput(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
	link := Link{Text: evil, Href: "javascript:alert(1)"}
	headers := []Column{{Class: "main", InlineLabel: evil}, {}, {}, {}, {}, {}}
	for name, c := range map[string]templ.Component{
		"table row": TableRow(headers, anyRow(evil)),
		"group row": GroupRow(6, anyGroup(evil)),
		"columns":   ColumnChooser(List{Chooser: &Chooser{Hidden: []HiddenField{{Name: evil, Value: evil, Text: evil}}, Columns: []ColumnChoice{{Key: evil, Label: evil, Shown: true}}, Reset: link.Href}}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			html := viewtest.Render(t, c)
			require.NotContains(t, html, "<script>alert")
			require.NotContains(t, html, "<img src=x")
			require.NotContains(t, html, `"javascript:`)
		})
	}
}

func TestPill_EscapesAPIText(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	require.NoError(t, StatePill(Pill{Tone: "quiet", Icon: "question", Label: "<b>ODD</b>", Title: `"said"`}).Render(t.Context(), &page))
	require.Equal(t, `<span class="pill quiet" title="&#34;said&#34;"><span class="glyph question" aria-hidden="true"></span>&lt;b&gt;ODD&lt;/b&gt;</span>`, page.String())
}
