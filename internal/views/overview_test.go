package views

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// The page has its panels in one order, whatever they hold: what is urgent comes first.
func TestOverview_PanelsInOrder(t *testing.T) {
	t.Parallel()
	want := []string{"coverage", "attention", "quotas", "cost", "running", "ages"}
	for name, p := range map[string]Overview{"empty": {Cost: CostPanel{Title: "Cost"}}, "not read": {Coverage: CoverageBar{Loading: "1 of 3"}, Cost: CostPanel{Title: "Cost"}}, "all": {Coverage: coverageBar("late"), Cost: CostPanel{Title: "Cost"}, Heat: heatOf("x"), Start: &GettingStarted{}}} {
		main := mainOf(t, OverviewPage(shell(), p))
		var panels []string
		for _, section := range main.All("section.panel") {
			if id := section.Attr["id"]; id != "" {
				panels = append(panels, id)
			}
		}
		require.Equal(t, want, panels, name)
		require.Equal(t, p.Heat != nil, has(main, "section.heat"), name)
		require.Equal(t, p.Start != nil, has(main, "section.start"), name)
		require.Len(t, main.All("[id=heat]"), 1, "%s: an update finds its place", name)
		require.Len(t, main.All("[id=start]"), 1, "%s: an update finds its place", name)
	}
}

// The main action needs the right to create, and is missing where there is nothing to snapshot.
func TestOverview_CreateNeedsRight(t *testing.T) {
	t.Parallel()
	page := Overview{Create: ui.Link{Text: "Create snapshot", Href: "/volumes"}, Cost: CostPanel{Title: "Cost"}}
	require.Equal(t, "operate", mainOf(t, OverviewPage(shell(), page)).One(t, "a.primary[href=/volumes]").Attr["data-right"])
	page.Create = ui.Link{}
	require.Empty(t, mainOf(t, OverviewPage(shell(), page)).All("a.primary"))
}

// The bar is a picture of the list beside it: the list names each state with its number and leads to its volumes.
func TestCoverage_ListNamesWhatBarDraws(t *testing.T) {
	t.Parallel()
	bar := CoverageBar{Total: "6 volumes", Size: "60 GB", Target: ui.Link{Text: "24 h", Href: "/settings"}, ReadAt: moment()}
	for i, state := range []string{"failing", "never", "late", "probably", "protected", "excluded"} {
		bar.Parts = append(bar.Parts, CoveragePart{State: state, Label: state, Href: "/volumes?coverage=" + state, Count: strconv.Itoa(i), N: i, X: "0.00%", Width: "1.00%"})
	}
	root := viewtest.RequireSound(t, OverviewCoverage(bar))
	require.Len(t, root.One(t, "ul").All("li"), 6, "a state without volumes is listed too")
	drawn := root.One(t, "svg.coverage-bar")
	require.Len(t, drawn.All("a"), 5)
	require.Equal(t, "true", drawn.Attr["aria-hidden"])
	for _, a := range drawn.All("a") {
		require.Equal(t, "-1", a.Attr["tabindex"], "the keyboard goes through the list, once")
		require.NotEmpty(t, a.One(t, "title").Words())
	}
	signs := map[string]bool{}
	for _, path := range root.One(t, "ul").All("path") {
		signs[path.Attr["d"]] = true
	}
	require.Len(t, signs, 6, "the states differ without colours")
	require.Len(t, root.All("time"), 1)
	bar.ReadAt = ui.Moment{}
	require.Empty(t, viewtest.RequireSound(t, OverviewCoverage(bar)).All("p.read"))
}

// A line of the list says what is wrong by codes that never change, for styles and tests.
func TestAttentionLine_HasCodes(t *testing.T) {
	t.Parallel()
	at := moment()
	full := viewtest.RequireSound(t, attentionLine(AttentionLine{ID: "a", Kind: "failing", Cause: "quota", State: "failed", Operation: "create-snapshot", Count: 12_000, Tone: "bad", Icon: "cross", Title: "Quota full", Href: "/v", Text: "since noon", Quote: "too large", When: &at, WhenWord: "failed"})).One(t, "li")
	require.Equal(t, []string{"failing", "quota", "failed", "create-snapshot", "12000"}, []string{full.Attr["data-attention"], full.Attr["data-cause"], full.Attr["data-state"], full.Attr["data-kind"], full.Attr["data-count"]})
	require.Equal(t, []string{"q", "time", "a[href=/v]"}, shows(full, "q", "time", "a[href=/v]", "div.actions"))
	bare := viewtest.RequireSound(t, attentionLine(AttentionLine{ID: "a", Kind: "late", Title: "Late"})).One(t, "li")
	require.Empty(t, shows(bare, "q", "time", "a", "div.actions", "span.muted", "p.small"))
}

// What was dismissed is counted and named, collapsed, whether or not something needs attention.
func TestAttention_DismissedFailuresStayFindable(t *testing.T) {
	t.Parallel()
	dismissed := []DismissedFailure{{Text: "quota", By: "ada", At: moment(), Names: []ui.Link{{Text: "db", Href: "/v"}, {Text: "gone"}}}}
	for name, a := range map[string]Attention{"well": {Well: "All well.", Dismissed: dismissed}, "not well": {Lines: []AttentionLine{{ID: "x", Title: "Late"}}, Dismissed: dismissed}} {
		details := viewtest.RequireSound(t, OverviewAttention(shell(), a)).One(t, "details.dismissed")
		require.False(t, details.Has("open"), name)
		require.Len(t, details.All("li"), 1, name)
		require.Equal(t, []string{"/v"}, details.Values("a", "href"), name)
		require.Contains(t, details.Words(), "ada", name)
	}
	require.Empty(t, viewtest.RequireSound(t, OverviewAttention(shell(), Attention{Well: "All well."})).All("details"))
}

// Steps that are done say so without colours, and stay in their order.
func TestStart_StepsDoneAndToDo(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, OverviewStart(&GettingStarted{Steps: []StartStep{{"connect", ui.Link{Text: "Connect", Href: "/help"}, "Token", true}, {"sources", ui.Link{Text: "Match"}, "Sources", false}}}))
	require.Equal(t, []string{"connect", "sources"}, root.Values("li", "data-step"))
	require.Equal(t, []string{"true", "false"}, root.Values("li", "data-done"))
	require.Len(t, root.All("span.glyph"), 1)
	require.Len(t, root.All("span.ring"), 1)
	require.Len(t, root.All("a"), 1, "a step that cannot be done here is no link")
	require.Empty(t, viewtest.RequireSound(t, OverviewStart(nil)).All("section"))
}

// The forecast belongs to the quota that snapshots count against, which comes first.
func TestQuota_ForecastOfFirstMeter(t *testing.T) {
	t.Parallel()
	one, two := quotaMeter(), quotaMeter()
	two.ID, two.Label = "quota-SSD", "SSD quota"
	root := viewtest.RequireSound(t, OverviewQuota(QuotaPanel{Meters: []ui.Meter{one, two}, Forecast: "Full in 3 days.", Chart: chartOf("1 GB")}))
	quotas := root.All("div.quota")
	require.Len(t, quotas, 2)
	require.Len(t, quotas[0].All("p.forecast"), 1)
	require.Len(t, quotas[0].All("figure"), 1)
	require.Empty(t, shows(quotas[1], "p.forecast", "figure"))
	require.Empty(t, viewtest.RequireSound(t, OverviewQuota(QuotaPanel{Meters: []ui.Meter{one}, Chart: chartOf("x")})).All("figure"), "a chart without a forecast says nothing")
	unread := viewtest.RequireSound(t, OverviewQuota(QuotaPanel{Forecast: "x", Chart: chartOf("x")}))
	require.Empty(t, shows(unread, "div.quota", "figure", "p.forecast"))
	require.Len(t, unread.All("p.muted"), 1)
}

// Without prices there is no amount, but the reason why.
func TestCost_AmountOnlyWithPrices(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		panel CostPanel
		want  []string
		notes int
	}{
		"priced":      {CostPanel{Amount: "12.40 EUR", Exact: "12.3987 EUR", Unit: "a month", Trend: "+3 %", Chart: chartOf("x")}, []string{"p.amount", "figure"}, 1},
		"no prices":   {CostPanel{Notes: []string{"No price is set."}}, nil, 1},
		"some prices": {CostPanel{Amount: "≥ 1 EUR", Notes: []string{"a", "b"}}, []string{"p.amount"}, 2},
	} {
		c.panel.Title = "Cost"
		root := viewtest.RequireSound(t, OverviewCost(c.panel))
		require.Equal(t, c.want, shows(root, "p.amount", "figure"), name)
		require.Len(t, root.One(t, "div.small").All("p"), c.notes, name)
		if c.panel.Exact != "" {
			require.Equal(t, c.panel.Exact, root.One(t, "strong").Attr["title"])
		}
	}
}

// Each row of the heat map is a picture with the same in words for screen readers.
func TestHeat_RowsAreReadOut(t *testing.T) {
	t.Parallel()
	h := heatOf("db")
	h.Rows = append(h.Rows, HeatRow{Volume: ui.Link{Text: "gone"}, State: "never", Pill: ui.Pill{Tone: "bad", Label: "Never"}})
	root := viewtest.RequireSound(t, OverviewHeat(h))
	rows := root.One(t, "tbody").All("tr")
	require.Equal(t, []string{"late", "never"}, root.One(t, "tbody").Values("tr", "data-state"))
	require.Len(t, rows[0].One(t, "svg").All("path"), len(rows[0].One(t, "ul.hidden").All("li")))
	require.Empty(t, rows[1].All("path"), "nothing is known of its days")
	require.Equal(t, "0 0 30 16", rows[0].One(t, "svg").Attr["viewbox"])
	for _, run := range h.Rows[0].Runs {
		require.Contains(t, rows[0].One(t, "ul.hidden").Words(), run.Text)
	}
	h.Sampled = ""
	require.Less(t, len(viewtest.RequireSound(t, OverviewHeat(h)).All("p")), len(root.All("p")))
	require.Len(t, root.One(t, "ul.legend").All("li"), len(heatLegend()))
}

// Old snapshots stand out, and the cost of an age is shown on hover.
func TestAges_RowsOfSnapshots(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, OverviewAges(AgePanel{Summary: "20 %", Review: ui.Link{Text: "Review", Href: "/snapshots?sort=created"}, Rows: []AgeRow{{"under 7 days", "1 GB", "1", "", "80.00%", false}, {"over 90 days", "10 GB", "3", "0.50 EUR", "20.00%", true}}}))
	require.Len(t, root.One(t, "tbody").All("tr"), 2)
	require.Equal(t, []string{"20.00%"}, root.Values("rect.old", "width"))
	require.Len(t, root.All("td[title=0.50 EUR]"), 1)
	require.Len(t, root.All("a[href=/snapshots?sort=created]"), 1)
	empty := viewtest.RequireSound(t, OverviewAges(AgePanel{}))
	require.Empty(t, shows(empty, "table", "a", "p.small"))
	require.Len(t, empty.All("p.muted"), 1)
}

// Running operations are told apart from the requests of other tools; only what is longer than the panel has a link to the rest.
func TestRunning_OwnAndOthers(t *testing.T) {
	t.Parallel()
	own := Operation{ID: "op-1", Kind: "create-snapshot", State: "provisioning", Name: "nightly", Href: "/operations/op-1", Label: "Create snapshot", Stage: "Provisioning", Elapsed: "0:42", Since: "2026-11-23T12:00:00Z", TypicalDuration: "Usually 2 min"}
	late := own
	late.ID, late.Late = "op-2", true
	others := []OpenRequest{{ID: "r-1", Label: "Change server", By: "ops@example.com", Datacenter: ui.Link{Text: "dr", Href: "/d"}, RequestedAt: moment()}, {ID: "r-2", Label: "Delete volume", By: "x"}}
	for name, c := range map[string]struct {
		panel       RunningPanel
		own, others int
		more, none  bool
	}{
		"nothing": {RunningPanel{}, 0, 0, false, true}, "own": {RunningPanel{Lines: []Operation{own, late}}, 2, 0, false, false}, "others": {RunningPanel{Others: others}, 0, 2, false, false},
		"both, and more": {RunningPanel{Lines: []Operation{own}, Others: others, More: 1200}, 1, 2, true, false},
	} {
		root := viewtest.RequireSound(t, OverviewRunning(c.panel))
		require.Len(t, root.All("li[data-kind]"), c.own, name)
		require.Len(t, root.All("li"), c.own+c.others, name)
		require.Equal(t, c.more, has(root, "a[href=/operations?outcome=running]"), name)
		require.Equal(t, c.none, has(root, "p.muted"), name)
		require.Equal(t, c.others > 0, has(root, "h3"), name)
	}
	root := viewtest.RequireSound(t, OverviewRunning(RunningPanel{Lines: []Operation{own, late}, Others: others}))
	require.Len(t, root.All("span.late"), 1)
	require.Equal(t, []string{own.Since, own.Since}, root.Values("[data-since]", "data-since"), "the script runs the clock")
	require.Equal(t, []string{"running-op-1", "running-op-2", "request-r-1", "request-r-2"}, root.Values("li", "id"))
	require.Len(t, root.All("a[href=/d]"), 1)
}
