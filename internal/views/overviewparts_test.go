package views

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// Before the contract has been read, nothing is drawn as if it had no volumes.
func TestCoverage_UnreadDiffersFromEmpty(t *testing.T) {
	t.Parallel()
	bar := coverageBar("late")
	for name, c := range map[string]struct {
		change   func(*CoverageBar)
		complete string
		want     []string
	}{
		"read":    {func(*CoverageBar) {}, "true", []string{"svg.coverage-bar", "ul"}},
		"reading": {func(b *CoverageBar) { b.Loading = "1 of 3 read" }, "false", []string{"[role=status]"}},
		"empty":   {func(b *CoverageBar) { b.Empty = true }, "true", nil},
		"both":    {func(b *CoverageBar) { b.Empty, b.Loading = true, "1 of 3 read" }, "false", []string{"[role=status]"}},
	} {
		b := bar
		c.change(&b)
		root := viewtest.RequireSound(t, OverviewCoverage(b)).One(t, "[id=coverage]")
		require.Equal(t, c.complete, root.Attr["data-complete"], name)
		require.Equal(t, c.want, shows(root, "svg.coverage-bar", "ul", "[role=status]"), name)
		require.Equal(t, name == "read", has(root, "a[href=/settings]"), "%s: the target is named beside numbers only", name)
		require.Equal(t, name == "read", has(root, "time"), name)
	}
}

// When it was read is missing where that is unknown.
func TestCoverage_ReadAt(t *testing.T) {
	t.Parallel()
	bar := coverageBar("late")
	bar.ReadAt = ui.Moment{}
	root := viewtest.RequireSound(t, OverviewCoverage(bar))
	require.Empty(t, root.All("p.read"))
	require.Empty(t, root.All("time"))
}

// A line of attention leaves out what it does not have: no empty quotes, no names, no buttons.
func TestAttentionLine_OptionalParts(t *testing.T) {
	t.Parallel()
	bare := viewtest.RequireSound(t, attentionLine(AttentionLine{ID: "a", Kind: "late", Title: "3 volumes are late"})).One(t, "li")
	require.Empty(t, shows(bare, "q", "time", "div.actions", "p.small", "a", "span.muted"))
	at := moment()
	for name, c := range map[string]struct {
		line AttentionLine
		want []string
	}{
		"a quote":  {AttentionLine{Quote: "VDC is locked"}, []string{"q"}},
		"a time":   {AttentionLine{When: &at, WhenWord: "since"}, []string{"time"}},
		"names":    {AttentionLine{Names: []ui.Link{{Text: "db", Href: "/v"}}}, []string{"a"}},
		"a button": {AttentionLine{Actions: []AttentionAction{{Text: "Undo", Href: "/operations/op/cancel", Post: true}}}, []string{"div.actions"}},
		"a link":   {AttentionLine{Href: "/volumes"}, []string{"a"}},
	} {
		c.line.ID, c.line.Title = "a", "x"
		require.Equal(t, c.want, shows(viewtest.RequireSound(t, attentionLine(c.line)), "q", "time", "div.actions", "a"), name)
	}
}

// A change is a form and a look is a link; a link that needs a right names it.
func TestAttentionAction_EachKind(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		action AttentionAction
		want   []string
	}{
		"a form":          {AttentionAction{Post: true}, []string{"form[method=post]"}},
		"a quiet form":    {AttentionAction{Post: true, Quiet: true}, []string{"form[method=post]", ".quiet"}},
		"a link":          {AttentionAction{}, []string{"a.button"}},
		"a quiet link":    {AttentionAction{Quiet: true}, []string{"a.button", ".quiet"}},
		"with a right":    {AttentionAction{Right: "maintain"}, []string{"a.button", "[data-right=maintain]"}},
		"of a duplicate":  {AttentionAction{Surplus: true}, []string{"a.button", "[data-surplus]"}},
		"a form of admin": {AttentionAction{Post: true, Right: "maintain", Surplus: true}, []string{"form[method=post]"}},
	} {
		c.action.Text, c.action.About, c.action.Href = "Review", " web-01", "/x"
		root := viewtest.RequireSound(t, attentionAction(c.action))
		require.Equal(t, c.want, shows(root, "form[method=post]", "a.button", ".quiet", "[data-right=maintain]", "[data-surplus]"), name)
		require.Equal(t, "web-01", root.One(t, "span.hidden").Words(), "%s: a screen reader hears what it is about", name)
	}
}

// Running changes are counted beyond those that are listed, with those of others apart.
func TestRunning_ListsAndCounts(t *testing.T) {
	t.Parallel()
	other := OpenRequest{ID: "r-1", Label: "Create snapshot", By: "amy@example.org", RequestedAt: moment()}
	placed := other
	placed.ID, placed.Datacenter = "r-2", ui.Link{Text: "prod", Href: "/d"}
	for name, c := range map[string]struct {
		panel RunningPanel
		want  []string
		links []string
	}{
		"nothing":           {RunningPanel{}, nil, nil},
		"own":               {RunningPanel{Lines: []Operation{running()}}, []string{"[data-since]"}, []string{"/operations/op-1"}},
		"more than listed":  {RunningPanel{Lines: []Operation{running()}, More: 1200}, []string{"[data-since]", "a[href=/operations?outcome=running]"}, []string{"/operations/op-1", "/operations?outcome=running"}},
		"of others":         {RunningPanel{Others: []OpenRequest{other}}, []string{"h3", "[id=request-r-1]"}, nil},
		"of others, placed": {RunningPanel{Others: []OpenRequest{other, placed}}, []string{"h3", "[id=request-r-1]", "[id=request-r-2]"}, []string{"/d"}},
	} {
		root := viewtest.RequireSound(t, OverviewRunning(c.panel))
		require.Equal(t, c.want, shows(root, "[data-since]", "a[href=/operations?outcome=running]", "h3", "[id=request-r-1]", "[id=request-r-2]"), name)
		for _, href := range c.links {
			require.Contains(t, root.Values("a", "href"), href, name)
		}
	}
	require.NotContains(t, viewtest.Read(t, OverviewRunning(RunningPanel{Others: []OpenRequest{other}})).One(t, "[id=request-r-1]").One(t, "span.what").Words(), " in ", "no place without one")
}

// The card of an operation names its volume and data center only if it has them.
func TestOperationCard_Places(t *testing.T) {
	t.Parallel()
	volume, datacenter := ui.Link{Text: "db-01", Href: "/v"}, ui.Link{Text: "prod", Href: "/d"}
	for want, o := range map[string]Operation{
		"Create snapshot":                         {},
		"Create snapshot · volume db-01":          {Volume: volume},
		"Create snapshot in prod":                 {Datacenter: datacenter},
		"Create snapshot · volume db-01 in prod":  {Volume: volume, Datacenter: datacenter},
		"Create snapshot · volume db-01 in gone…": {Volume: ui.Link{Text: "db-01"}, Datacenter: ui.Link{Text: "gone…"}},
	} {
		o.ID, o.Href, o.Name, o.Label = "op", "/operations/op", "nightly", "Create snapshot"
		require.Equal(t, want, viewtest.RequireSound(t, OperationCard(o)).One(t, "p.of").Words())
	}
}

// Only the first quota has a forecast, and only a forecast has a chart.
func TestQuota_ChartNeedsForecast(t *testing.T) {
	t.Parallel()
	second := quotaMeter()
	second.ID = "second"
	for name, c := range map[string]struct {
		panel  QuotaPanel
		charts int
	}{
		"no limits": {QuotaPanel{Forecast: "Full in May.", Chart: chartOf("x")}, 0}, "no forecast": {QuotaPanel{Meters: []ui.Meter{quotaMeter()}, Chart: chartOf("x")}, 0},
		"a forecast": {QuotaPanel{Meters: []ui.Meter{quotaMeter(), second}, Forecast: "Full in May.", Chart: chartOf("x")}, 1}, "no chart": {QuotaPanel{Meters: []ui.Meter{quotaMeter()}, Forecast: "Not soon."}, 0},
	} {
		root := viewtest.RequireSound(t, OverviewQuota(c.panel))
		require.Len(t, root.All("div.quota"), len(c.panel.Meters), name)
		require.Len(t, root.All("details"), c.charts, "%s: a chart has a table beside it", name)
		require.Equal(t, len(c.panel.Meters) > 0 && c.panel.Forecast != "", has(root, "p.forecast"), name)
	}
}

// The panel of a day has as many days as it says, whatever the number.
func TestHeat_WidthIsOneDayEach(t *testing.T) {
	t.Parallel()
	for _, days := range []int{1, 14, 30} {
		h := heatOf("x")
		h.Days = days
		root := viewtest.RequireSound(t, OverviewHeat(h))
		pictures := root.One(t, "tbody").Values("svg", "viewbox")
		require.Equal(t, slices.Repeat([]string{"0 0 " + strconv.Itoa(10*days) + " 16"}, len(h.Rows)), pictures)
		require.Equal(t, len(heatLegend()), len(root.One(t, "ul.legend").All("li")))
		h.Sampled = ""
		require.Equal(t, len(root.All("p.small"))-1, len(viewtest.RequireSound(t, OverviewHeat(h)).All("p.small")))
	}
}
