package views

import (
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// A name of a resource is in the title of its page, and stays a text there.
func TestHead_TitleIsText(t *testing.T) {
	t.Parallel()
	for _, title := range []string{"Volumes", `</title><script>x()</script>`, "web & db", strings.Repeat("x", 10_000)} {
		s := shell()
		s.Title = title
		require.Equal(t, title+" · Snapdeck", viewtest.Read(t, head(s)).One(t, "title").Words())
	}
}

// The tab shows what an operation came to, so the script needs all three pictures.
func TestHead_IconsOfTab(t *testing.T) {
	t.Parallel()
	icon := viewtest.Read(t, head(shell())).One(t, "link[id=favicon]")
	pictures := []string{icon.Attr["href"], icon.Attr["data-done"], icon.Attr["data-failed"]}
	slices.Sort(pictures)
	require.Len(t, slices.Compact(pictures), 3)
	for _, p := range pictures {
		require.True(t, strings.HasPrefix(p, "/static/"), p)
	}
}

// A page reloads itself no faster than it is told to, and never with a negative interval.
func TestHead_RefreshOnlyPositive(t *testing.T) {
	t.Parallel()
	for refresh, want := range map[int][]string{-1: nil, 0: nil, 1: {"1"}, 3600: {"3600"}} {
		for _, stream := range []string{"", "/events"} {
			s := shell()
			s.Refresh, s.Stream = refresh, stream
			require.Equal(t, want, viewtest.Read(t, head(s)).Values("meta[http-equiv=refresh]", "content"), "%d %s", refresh, stream)
		}
	}
}

// The script reads from the page what it follows and where its worker is.
func TestLayout_AddressesForScripts(t *testing.T) {
	t.Parallel()
	s := shell()
	s.Stream, s.Path, s.Theme = "/events?topics=a&v=1", `/volumes?q="x"`, "dark"
	root := viewtest.RequireSound(t, Layout(s))
	body := root.One(t, "body")
	require.Equal(t, []string{s.Stream, s.Path, "/static/js/worker.js"}, []string{body.Attr["data-stream"], body.Attr["data-path"], body.Attr["data-worker"]})
	require.Equal(t, "dark", root.One(t, "html").Attr["data-theme"])
	require.Equal(t, "dark", viewtest.Read(t, bare(s)).One(t, "html").Attr["data-theme"], "also before the login")
}

// Visitors see nothing of the contract: neither its number nor its pages.
func TestBare_ShowsNothingOfContract(t *testing.T) {
	t.Parallel()
	s := shell()
	s.OpenFailures, s.RunningCount = 3, 2
	for name, page := range map[string]templ.Component{"login": LoginPage(s, Login{}), "problem": BareProblem(s, ProblemPage{Status: 404, Title: "No such page"}), "factor": SecondFactorPage(s, SecondFactor{TOTP: true})} {
		root := viewtest.RequireSound(t, page)
		require.Empty(t, root.All("nav"), name)
		require.NotContains(t, root.Words(), s.Contract, name)
		require.Empty(t, shows(root, "[id=live]", "[id=open-failures-side]", "[id=running-count]", "form[action=/logout]"), name)
		require.False(t, root.One(t, "body").Has("data-stream"), name)
	}
}

// Both navigations have the same entries in the same order, and differ in their names and ids.
func TestLayout_NavigationsAgree(t *testing.T) {
	t.Parallel()
	s := shell()
	s.Role, s.Nav, s.OpenFailures = "admin", "people", 2
	root := viewtest.RequireSound(t, Layout(s))
	navs := root.All("nav.nav")
	require.Len(t, navs, 2)
	require.Equal(t, navs[0].Values("a", "href"), navs[1].Values("a", "href"))
	require.NotEqual(t, navs[0].Attr["aria-label"], navs[1].Attr["aria-label"])
	for _, n := range navs {
		require.Equal(t, []string{"/people"}, n.Values("a[aria-current=page]", "href"))
		require.Equal(t, []string{"2"}, n.Values("span.count", "data-count"))
	}
}

// Each key of the navigation marks its own entry.
func TestNavigation_EachKeyMarksItsEntry(t *testing.T) {
	t.Parallel()
	for key, href := range map[string]string{
		"overview": "/", "volumes": "/volumes", "servers": "/servers", "snapshots": "/snapshots", "operations": "/operations", "datacenters": "/datacenters", "audit": "/audit", "people": "/people", "settings": "/settings", "help": "/help",
	} {
		s := shell()
		s.Nav, s.Role = key, "admin"
		require.Equal(t, []string{href}, viewtest.Read(t, navigation(s, "Navigation", "side")).Values("a[aria-current=page]", "href"), key)
	}
}

// A default view replaces only the address of its own list, whatever page is shown.
func TestDefaultHref_ByList(t *testing.T) {
	t.Parallel()
	s := PageLayout{Defaults: map[string]string{"/volumes": "/volumes?sort=size", "/servers": ""}}
	for href, want := range map[string]string{"/volumes": "/volumes?sort=size", "/servers": "", "/snapshots": "/snapshots", "/": "/"} {
		require.Equal(t, want, defaultHref(s, href))
	}
	require.Equal(t, "/volumes", defaultHref(PageLayout{}, "/volumes"))
}

// The indicator has its state as a code, and its texts are foreign where IONOS Cloud's answers are quoted.
func TestLiveIndicator_EachState(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"live", "slow", "stale", "away", ""} {
		e := viewtest.RequireSound(t, LiveIndicator(Live{State: state, Text: "<b>5 min</b>", At: "2026-11-23T12:00:00Z"})).One(t, "[id=live]")
		require.Equal(t, []string{state, "2026-11-23T12:00:00Z"}, []string{e.Attr["data-state"], e.Attr["data-at"]})
		require.Equal(t, "<b>5 min</b>", e.One(t, "span.text").Words())
		require.Equal(t, "true", e.One(t, "span.dot").Attr["aria-hidden"], "the word says the same")
	}
}

// The menu names the contract and, unless it is the default one, the API that is used.
func TestUserMenu_ContractAndEndpoint(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{"": "Contract 31715833", "api.example.org": "Contract 31715833 · api.example.org"} {
		s := shell()
		s.Endpoint = endpoint
		require.Equal(t, want, viewtest.Read(t, userMenu(s)).One(t, "p.where-small").Words())
	}
}

func TestUserMenu_NamesUserAndRole(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]string{"": "Logged in as amy", "viewer": "Logged in as amy · viewer", "admin": "Logged in as amy · admin"} {
		s := shell()
		s.Role = role
		require.Equal(t, want, viewtest.Read(t, userMenu(s)).All("p.small")[0].Words())
	}
	s := shell()
	s.User = `<b>"amy"`
	require.Equal(t, `Menu of <b>"amy"`, viewtest.RequireSound(t, userMenu(s)).One(t, "summary").Attr["aria-label"])
}

// A problem without a known start has no time, and one without a code none either.
func TestProblemBanner_StartAndCode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		since ui.Moment
		want  string
	}{"unknown": {ui.Moment{Ago: "unknown"}, "Timeout"}, "known": {moment(), "Timeout since 12:00:00 UTC"}} {
		banner := viewtest.RequireSound(t, problemBanner(shell(), Problem{Title: "Timeout", Since: c.since, Clock: "12:00:00 UTC"}))
		require.Equal(t, c.want, banner.One(t, "summary").All("span")[0].Words(), name)
	}
}

// The outcome of a form links to its operation if it has one.
func TestFlash_Link(t *testing.T) {
	t.Parallel()
	for href, want := range map[string][]string{"": nil, "/operations/op-1": {"/operations/op-1"}} {
		s := shell()
		s.Flash = &Flash{Code: "earlier", Text: "Already requested.", Link: ui.Link{Text: "Show it", Href: href}}
		e := viewtest.RequireSound(t, flash(s))
		require.Equal(t, want, e.Values("a", "href"))
		require.Equal(t, href != "", strings.Contains(e.Words(), "Show it"), "no words of a link that leads nowhere")
	}
}

// The search is a form, which works without a script; a long text is cut by the field.
func TestSearchField_IsForm(t *testing.T) {
	t.Parallel()
	form := viewtest.RequireSound(t, searchField(shell())).One(t, "form")
	require.Equal(t, []string{"/find", "get", "search"}, []string{form.Attr["action"], form.Attr["method"], form.Attr["role"]})
	require.Equal(t, "200", form.One(t, "input[name=q]").Attr["maxlength"])
	require.True(t, form.One(t, "input[name=q]").Has("data-palette"))
}

// Dialogs and menus of the frame have names, and what a script fills is there and empty.
func TestLayout_DialogsHaveNames(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, Layout(shell()))
	for _, d := range root.All("dialog") {
		require.True(t, d.Attr["aria-label"] != "" || d.Attr["aria-labelledby"] != "", d.Attr["id"])
		require.False(t, d.Has("open"), d.Attr["id"])
	}
	require.Equal(t, []string{"palette", "help"}, root.Values("dialog", "id"))
	list := root.One(t, "[role=listbox]")
	require.Empty(t, list.Children)
	require.Equal(t, list.Attr["id"], root.One(t, "[role=combobox]").Attr["aria-controls"])
	require.Empty(t, root.One(t, "[id=announcer][role=status]").Children)
	require.Equal(t, len(root.One(t, "dialog[id=help]").All("dt")), len(root.One(t, "dialog[id=help]").All("dd")))
}

// The main action of the phone's bar is named and needs its right; both are links without a script.
func TestBottomBar_LinksWithoutScript(t *testing.T) {
	t.Parallel()
	s := shell()
	s.Find, s.Create = "/find", "/datacenters/d/volumes/v/create"
	bar := viewtest.RequireSound(t, bottomBar(s))
	require.Empty(t, bar.All("button"))
	require.Equal(t, []string{"/find"}, bar.Values("a[data-palette]", "href"))
	s.Create = "javascript:alert(1)"
	for _, href := range viewtest.RequireSound(t, bottomBar(s)).Values("a", "href") {
		require.NotContains(t, href, "alert")
	}
}

// Skip links come first: nothing that takes the keyboard is before them.
func TestLayout_SkipLinksAreFirst(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, Layout(withList(shell()))).One(t, "body")
	var first []string
	for _, e := range root.All("") {
		if e.Tag == "a" || e.Tag == "button" || e.Tag == "summary" || e.Tag == "input" {
			first = append(first, e.Attr["href"])
		}
	}
	require.Equal(t, []string{"#main", "#list"}, first[:2])
	require.Equal(t, "-1", root.One(t, "[id=main]").Attr["tabindex"], "the keyboard can go on from there")
}

// The sentences and words of the frame.
func TestLayoutParts_Golden(t *testing.T) {
	t.Parallel()
	s := shell()
	s.Role = "admin"
	for name, c := range map[string]templ.Component{"frame-navigation": navigation(s, "Navigation", "side"), "frame-keys": help(), "frame-palette": palette(), "frame-simulated": simulated()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			viewtest.RequireGolden(t, name, c)
		})
	}
}
