package views

import (
	"strconv"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// Every list can be reached by a second skip link, filtered without JavaScript and turned over.
func TestLists_HaveTheSameParts(t *testing.T) {
	t.Parallel()
	list, filter := listOf("x", 2), filterOf("x")
	for name, page := range map[string]templ.Component{
		"volumes":     VolumesPage(shell(), Volumes{Heading: "Volumes", Filter: filter, List: list, Rows: rowsOf("x"), Address: "/volumes"}),
		"snapshots":   SnapshotsPage(shell(), Snapshots{Filter: filter, List: list, Rows: rowsOf("x"), Address: "/snapshots"}),
		"servers":     ServersPage(shell(), Servers{Filter: filter, List: list, Rows: rowsOf("x")}),
		"datacenters": DatacentersPage(shell(), Datacenters{Filter: filter, List: list, Rows: rowsOf("x")}),
		"operations":  OperationsPage(shell(), Operations{Filter: filter, List: listOf("x", 8), Rows: []Operation{failed()}}),
		"audit":       AuditPage(shell(), Audit{Filter: filter, List: listOf("x", 6), Rows: []AuditRow{{ID: "1", Action: ui.Link{Text: "Log in"}}}}),
		"sources":     SourcesPage(shell(), Sources{Filter: filter, List: listOf("x", 8), Rows: []SourceRow{sourceRow()}}),
	} {
		root := viewtest.RequireSound(t, page)
		require.Len(t, root.All("a.skip[href=#list]"), 1, name)
		main := root.One(t, "main")
		require.Len(t, main.All("[id=list]"), 1, name)
		require.Len(t, main.One(t, "form[data-filter]").All("noscript"), 1, name)
		require.Len(t, main.One(t, "nav.pager").All("a[rel=next]"), 1, name)
		require.Len(t, main.All("h1"), 1, name)
	}
}

// The tools of a list are offered where it has them.
func TestVolumesPage_OptionalParts(t *testing.T) {
	t.Parallel()
	base := Volumes{Heading: "Volumes", List: listOf("x", 2), Rows: rowsOf("x"), Address: "/volumes"}
	parts := []string{"[id=views]", "[id=exports]", "[id=state]", "[id=facts]", "a[data-tab]"}
	require.Empty(t, shows(mainOf(t, VolumesPage(shell(), base)), parts...))
	base.Saved, base.Exports, base.Pill = savedOf("x"), []ui.Link{{Text: "CSV", Href: "/volumes.csv"}}, &ui.Pill{Label: "Busy"}
	base.Datacenter, base.Facts, base.Tabs = true, factsOf("x"), []ui.ListTab{{Text: "All", Href: "/volumes", Value: "all", Count: "3"}}
	require.Equal(t, parts, shows(mainOf(t, VolumesPage(shell(), base)), parts...))
	base.Datacenter = false
	require.Empty(t, mainOf(t, VolumesPage(shell(), base)).All("[id=facts]"), "the list of all volumes has no facts of one data center")
}

// The snapshots of unknown source are linked to while there are any.
func TestUnknownSources_OnlyWithSome(t *testing.T) {
	t.Parallel()
	require.Empty(t, viewtest.RequireSound(t, UnknownSources(ui.Link{})).All("a"))
	require.Equal(t, []string{"/snapshots/sources"}, viewtest.RequireSound(t, UnknownSources(ui.Link{Text: "3 unknown", Href: "/snapshots/sources"})).Values("a", "href"))
}

// The header of a group shows its states, each with a sign that differs without colours.
func TestGroupStates_SignsDiffer(t *testing.T) {
	t.Parallel()
	require.Empty(t, viewtest.RequireSound(t, GroupStates(nil)).All("ul"))
	var groups []GroupCoverage
	for _, state := range []string{"failing", "never", "late", "probably", "protected", "excluded"} {
		groups = append(groups, GroupCoverage{State: state, Text: "3"})
	}
	root := viewtest.RequireSound(t, GroupStates(groups))
	signs := map[string]bool{}
	for _, path := range root.All("path") {
		signs[path.Attr["d"]] = true
	}
	require.Len(t, signs, len(groups))
}

// A server without volumes has nothing to snapshot; running operations stand above the rest.
func TestServerPage_ByVolumes(t *testing.T) {
	t.Parallel()
	empty := ui.List{Caption: "Volumes", Empty: ui.Empty{Title: "None", Text: "x"}}
	for _, idle := range []bool{true, false} {
		main := mainOf(t, ServerPage(shell(), Server{ID: "s-1", Name: "web", Idle: idle, List: empty, SetList: empty, Facts: factsOf("x"), Operations: []Operation{running()}}))
		require.Equal(t, !idle, has(main, "form[action=/bulk]"))
		require.Len(t, main.One(t, "[id=operations]").All("article"), 1)
		require.Len(t, main.One(t, "[id=facts]").All("dt"), len(factsOf("x")))
	}
}

// The indicator, the counters and the problems are there on every page, empty or not, so that updates find them.
func TestLayout_PlacesForUpdates(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]PageLayout{"calm": shell(), "troubled": func() PageLayout {
		s := shell()
		s.Live, s.OpenFailures, s.RunningCount, s.Blocked = Live{State: "away", Text: "No answer", At: "2026-11-23T12:00:00Z"}, 1200, 3, "database"
		s.Problems = []Problem{{Code: "timeout", Title: "Timeout", Sentences: []string{"a"}, Since: moment(), RequestID: "r"}, {Title: "Unknown"}}
		return s
	}()} {
		root := viewtest.RequireSound(t, Layout(s))
		for _, id := range []string{"live", "problems", "running-count", "announcer", "toasts", "open-failures-side", "open-failures-phone", "notices"} {
			require.Len(t, root.All("[id="+id+"]"), 1, "%s %s", name, id)
		}
		require.Equal(t, s.Live.State, root.One(t, "[id=live]").Attr["data-state"], name)
		require.Equal(t, strconv.Itoa(s.RunningCount), root.One(t, "[id=running-count]").Attr["data-count"], name)
		require.Equal(t, strconv.Itoa(s.OpenFailures), root.One(t, "[id=open-failures-side]").Attr["data-count"], name)
		require.Len(t, root.One(t, "[id=problems]").All("details.banner"), len(s.Problems), name)
		require.Equal(t, s.Blocked, root.One(t, "[id=problems]").Attr["data-blocked"], name)
	}
}

// A problem shows its cause as a code, since when it lasts and what can be copied for a ticket.
func TestProblemBanner_OptionalParts(t *testing.T) {
	t.Parallel()
	bare := viewtest.RequireSound(t, problemBanner(shell(), Problem{Title: "Unknown"})).One(t, "details")
	require.Empty(t, shows(bare, "time", "code", "p"))
	full := viewtest.RequireSound(t, problemBanner(shell(), Problem{Code: "timeout", Title: "Timeout", Sentences: []string{"a", "b"}, Since: moment(), RequestID: "r-1", Messages: []Message{{"X", "y"}}}))
	require.Equal(t, "timeout", full.All("details")[0].Attr["data-error"])
	require.Equal(t, []string{"time", "code", "q"}, shows(full, "time", "code", "q"))
}

// On phones the search and the main action are within reach, the latter for those who may create.
func TestBottomBar_ByRight(t *testing.T) {
	t.Parallel()
	s := shell()
	s.Find, s.Create = "/find?at=%2F", "/volumes"
	bar := viewtest.RequireSound(t, bottomBar(s))
	require.Equal(t, []string{"/find?at=%2F", "/volumes"}, bar.Values("a", "href"))
	require.Equal(t, []string{"/volumes"}, bar.Values("a[data-right=operate]", "href"))
}

// The menu of the user comes back to the page after a change of the colours, and logs out by a form.
func TestUserMenu_Forms(t *testing.T) {
	t.Parallel()
	s := shell()
	s.Path, s.Role, s.Endpoint = `/volumes?q="a"&page=2`, "viewer", ""
	menu := viewtest.RequireSound(t, userMenu(s))
	require.Equal(t, []string{"/theme", "/logout"}, sends(menu))
	require.Equal(t, s.Path, menu.One(t, "input[name=back]").Attr["value"])
	require.Equal(t, []string{"", "light", "dark"}, menu.Values("button[name=theme]", "value"))
	require.NotContains(t, menu.One(t, "p.where-small").Words(), "api.ionos.com")
	require.Empty(t, roleSuffix(""))
}

// Crumbs lead to the pages above; the page itself is no link.
func TestLayout_Crumbs(t *testing.T) {
	t.Parallel()
	s := shell()
	require.Empty(t, viewtest.Read(t, Layout(s)).All("nav.crumbs"))
	s.Crumbs = []ui.Link{{Text: "Volumes", Href: "/volumes"}, {Text: "db"}}
	crumbs := viewtest.RequireSound(t, Layout(s)).One(t, "nav.crumbs")
	require.Equal(t, []string{"/volumes"}, crumbs.Values("a", "href"))
	require.Len(t, crumbs.All("li"), 2)
}

// A timeline outside of the present has no line for it, and a range without anything says so.
func TestTimeline_OptionalParts(t *testing.T) {
	t.Parallel()
	full := timeline()
	root := viewtest.RequireSound(t, TimelinePanel(full))
	require.NotEmpty(t, root.All("line.now"))
	require.Len(t, root.One(t, "[id=timeline-list]").All("li"), len(full.Strips[0].Items))
	require.Equal(t, "?range=30d#timeline", root.One(t, "a[aria-current=page]").Attr["href"])
	for _, a := range root.All("a.time-mark") {
		require.Equal(t, "-1", a.Attr["tabindex"], "the list below holds the same")
		require.NotEmpty(t, a.One(t, "title").Words())
	}
	full.Now, full.Note = "", ""
	past := viewtest.RequireSound(t, TimelinePanel(full))
	require.Empty(t, shows(past, "line.now", "text.now"))
	require.Equal(t, len(root.All("p.muted"))-1, len(past.All("p.muted")))
}

// Badges of a snapshot name its lock, its deletion and whether it is the only copy.
func TestBadges_EachCombination(t *testing.T) {
	t.Parallel()
	at := moment()
	for name, c := range map[string]struct {
		badges SnapshotBadges
		want   []string
	}{
		"none":              {SnapshotBadges{}, nil},
		"locked":            {SnapshotBadges{Lock: &LockView{Reason: "audit"}}, []string{"span.info"}},
		"locked until":      {SnapshotBadges{Lock: &LockView{Reason: "audit", Until: &at, Day: "23 Nov"}}, []string{"span.info", "time"}},
		"deletion planned":  {SnapshotBadges{Deletion: "/operations/op", DeletedAt: &at}, []string{"time", "span.warn", "form[action=/operations/op/cancel]"}},
		"being deleted":     {SnapshotBadges{Deletion: "/operations/op"}, []string{"a[href=/operations/op]"}},
		"only copy":         {SnapshotBadges{OnlyGoodCopy: true}, []string{"span.tag"}},
		"maybe only copy":   {SnapshotBadges{OnlyGoodCopy: true, Unproven: true}, []string{"span.tag"}},
		"unproven, another": {SnapshotBadges{Unproven: true}, nil},
	} {
		root := viewtest.RequireSound(t, Badges(c.badges))
		require.Equal(t, c.want, shows(root, "span.info", "time", "span.warn", "form[action=/operations/op/cancel]", "a[href=/operations/op]", "span.tag"), name)
	}
	require.NotEqual(t, viewtest.Read(t, onlyCopyTag(SnapshotBadges{OnlyGoodCopy: true})).Words(), viewtest.Read(t, onlyCopyTag(SnapshotBadges{OnlyGoodCopy: true, Unproven: true})).Words())
}
