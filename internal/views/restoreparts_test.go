package views

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// The best snapshot is marked in words too; a state is shown only where there is one.
func TestRestoreSources_StateOfEachRow(t *testing.T) {
	t.Parallel()
	row := SnapshotRow{Name: ui.Link{Text: "nightly", Href: "/s"}, Created: moment(), Size: "10 GB"}
	busy := row
	busy.Pill = ui.Pill{Tone: "busy", Label: "Busy"}
	for name, c := range map[string]struct {
		source RestoreSource
		pills  []string
	}{
		"best":           {RestoreSource{Row: row, Best: true}, []string{"Latest good"}},
		"good":           {RestoreSource{Row: row}, nil},
		"busy":           {RestoreSource{Row: busy}, []string{"Busy"}},
		"best, and busy": {RestoreSource{Row: busy, Best: true}, []string{"Latest good", "Busy"}},
	} {
		root := viewtest.RequireSound(t, restoreSources("Snapshots", []RestoreSource{c.source}, false))
		var pills []string
		for _, p := range root.All("span.pill") {
			pills = append(pills, p.Words())
		}
		require.Equal(t, c.pills, pills, name)
	}
}

// The source of a snapshot is certain, likely with its reason, or unknown; a reason without a likely source says nothing.
func TestRestoreSources_SourceOfEachRow(t *testing.T) {
	t.Parallel()
	db := ui.Link{Text: "db", Href: "/v"}
	words := map[string]string{}
	for name, source := range map[string]RestoreSource{
		"certain": {Source: db}, "certain, with a reason": {Source: db, Reason: "Its name fits."}, "likely": {Source: db, Likely: true}, "likely, with a reason": {Source: db, Likely: true, Reason: "Its name fits."}, "unknown": {},
	} {
		source.Row = SnapshotRow{Name: ui.Link{Text: "nightly"}, Created: moment()}
		cell := viewtest.RequireSound(t, restoreSources("Snapshots", []RestoreSource{source}, true)).One(t, "td.inference")
		words[name] = cell.Words()
		require.Equal(t, source.Source.Text != "", has(cell, "a[href=/v]"), name)
		require.Equal(t, name == "likely, with a reason", strings.Contains(words[name], "Its name fits."), name)
	}
	require.Equal(t, words["certain"], words["certain, with a reason"])
	require.NotEqual(t, words["certain"], words["likely"])
	require.NotEmpty(t, words["unknown"])
}

// A set without a pair says that there is nothing to overwrite, and offers nothing.
func TestSetPairs_Empty(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 1, 1: 0, 3: 0} {
		root := viewtest.RequireSound(t, setPairs(set(n)))
		require.Len(t, root.All("p.muted"), want)
		require.Len(t, root.All("li"), n)
		require.Equal(t, n > 0, has(mainOf(t, SetRestorePage(shell(), set(n))), "form[action=/batches/b/restore]"))
	}
}

// A server that runs is stopped and started again, one that is off may be started; neither concerns a volume without one.
func TestRestorePlan_HelpNamesServer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		power Power
		boxes []string
		named int // in the help below the steps
	}{
		"no server": {Power{}, []string{"safety"}, 0},
		"running":   {Power{Running: "web-01"}, []string{"stop", "safety"}, 1},
		"off":       {Power{Off: "web-01"}, []string{"safety", "start"}, 0},
		"both":      {Power{Running: "web-01", Off: "db-01"}, []string{"stop", "safety"}, 1},
	} {
		root := viewtest.RequireSound(t, restorePlan(plan{Power: c.power, Take: "Take", Overwrite: "Overwrite"}))
		require.Equal(t, c.boxes, root.Values("input", "name"), name)
		help := root.One(t, "fieldset").Children
		last := ""
		for _, e := range help {
			if e.Tag == "p" {
				last = e.Words()
			}
		}
		require.Equal(t, c.named == 1, strings.Contains(last, "web-01"), name)
	}
}

// What is being written, or is certain, leaves less to decide on the page of a snapshot.
func TestSourceUnknown_WaysByState(t *testing.T) {
	t.Parallel()
	writing := ui.Link{Text: "Its source is being written", Href: "/operations/op"}
	history := HistoryStatus{Text: "Requests are read", When: moment()}
	panel := func(change func(*SourcePanel)) SourcePanel {
		p := SourcePanel{Inference: inferenceOf("db"), Pair: "s/v/there", Choose: "/snapshots/s/source", Back: "/snapshots/s"}
		change(&p)
		return p
	}
	for name, c := range map[string]struct {
		panel SourcePanel
		want  []string
	}{
		"likely":            {panel(func(*SourcePanel) {}), []string{"input[name=pair]", "ul.inferences", "a[href=/snapshots/s/source]"}},
		"still being read":  {panel(func(p *SourcePanel) { p.History = history }), []string{"input[name=pair]", "ul.inferences", "[id=request-history]", "a[href=/snapshots/s/source]"}},
		"certain":           {panel(func(p *SourcePanel) { p.Certain = true }), []string{"input[name=pair]", "a[href=/snapshots/s/source]"}},
		"nothing to accept": {panel(func(p *SourcePanel) { p.Pair = "" }), []string{"ul.inferences", "a[href=/snapshots/s/source]"}},
		"being written":     {panel(func(p *SourcePanel) { p.Writing = writing }), []string{"ul.inferences", "a[href=/operations/op]", "a[href=/snapshots/s/source]"}},
		"confirmed":         {panel(func(p *SourcePanel) { p.Known = true }), []string{"a[href=/snapshots/s/source]"}},
		"confirmed, again":  {panel(func(p *SourcePanel) { p.Known, p.Writing = true, writing }), []string{"a[href=/operations/op]", "a[href=/snapshots/s/source]"}},
	} {
		root := viewtest.RequireSound(t, SourceUnknown(c.panel))
		require.Equal(t, c.want, shows(root, "input[name=pair]", "ul.inferences", "[id=request-history]", "a[href=/operations/op]", "a[href=/snapshots/s/source]"), name)
	}
	likely, certain := panel(func(*SourcePanel) {}), panel(func(p *SourcePanel) { p.Certain = true })
	require.NotEqual(t, viewtest.Read(t, SourceUnknown(likely)).One(t, "button").Words(), viewtest.Read(t, SourceUnknown(certain)).One(t, "button").Words())
}

// The selection of matches is there only with rows, and comes back to the list as it was filtered.
func TestSourceSelection_OnlyWithRows(t *testing.T) {
	t.Parallel()
	for rows, want := range map[int][]string{0: nil, 1: {"/snapshots/sources?q=a"}} {
		root := viewtest.RequireSound(t, SourceSelection(Sources{Address: "/snapshots/sources?q=a", List: ui.List{Rows: rows}}))
		require.Equal(t, want, root.Values("input[name=from]", "value"))
		require.Len(t, root.All("[id=selection]"), 1, "an update finds its place")
	}
}

func TestRestoreParts_Golden(t *testing.T) {
	t.Parallel()
	row := SnapshotRow{Name: ui.Link{Text: "nightly", Href: "/s"}, Created: moment(), Size: "10 GB", Bytes: "10 737 418 240 bytes"}
	for name, c := range map[string]templ.Component{
		"restore-sources": restoreSources("Snapshots", []RestoreSource{{Row: row, Href: "/r", Best: true, Source: ui.Link{Text: "db", Href: "/v"}}, {Row: row, Href: "/r", Likely: true, Reason: "Its name fits.", Source: ui.Link{Text: "db", Href: "/v"}}, {Row: row, Problem: "It is being created."}}, true),
		"restore-plan":    restorePlan(plan{Power: Power{Off: "web-01"}, Take: "Create a safety snapshot", Overwrite: "Overwrite db-01"}),
		"source-certain":  SourceUnknown(SourcePanel{Certain: true, Pair: "s/v/there", Choose: "/snapshots/s/source", Back: "/snapshots/s"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			viewtest.RequireGolden(t, name, c)
		})
	}
}
