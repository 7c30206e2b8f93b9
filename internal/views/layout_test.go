package views

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

func TestNavigation_ByRole(t *testing.T) {
	t.Parallel()
	for role, people := range map[string]int{"": 0, "viewer": 0, "auditor": 0, "operator": 0, "maintainer": 0, "admin": 1, "Admin": 0} {
		s := shell()
		s.Role = role
		root := viewtest.Read(t, navigation(s, "Navigation", "side"))
		require.Len(t, root.All("a[href=/people]"), people, "%q", role)
		require.Len(t, root.All("a"), 9+people)
	}
}

func TestNavigation_MarksOneEntry(t *testing.T) {
	t.Parallel()
	for nav, want := range map[string][]string{"overview": {"/"}, "volumes": {"/volumes"}, "settings": {"/settings"}, "": nil, "other": nil} {
		s := shell()
		s.Nav = nav
		require.Equal(t, want, viewtest.Read(t, navigation(s, "Navigation", "side")).Values("a[aria-current=page]", "href"))
	}
}

func TestNavigation_OpensDefaultViews(t *testing.T) {
	t.Parallel()
	s := shell()
	s.Defaults = map[string]string{"/volumes": "/volumes?type=HDD&sort=size", "/servers": "javascript:alert(1)"}
	root := viewtest.Read(t, navigation(s, "Navigation", "side"))
	require.Len(t, root.All("a[href=/volumes?type=HDD&sort=size]"), 1)
	require.Empty(t, root.All("a[href=/volumes]"))
	require.Empty(t, root.All("a[href=javascript:alert(1)]"))
	require.Len(t, root.All("a[href=/snapshots]"), 1, "lists without one stay whole")
}

func TestOpenFailures_HiddenWithoutFailures(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "", 1: "1 failed", 1200: "1 200 failed"} {
		e := viewtest.Read(t, OpenFailures("side", n)).One(t, "[id=open-failures-side]")
		require.Equal(t, want, e.Words())
	}
	root := viewtest.Read(t, Layout(shell()))
	require.Len(t, root.All("[id=open-failures-side]"), 1)
	require.Len(t, root.All("[id=open-failures-phone]"), 1, "each navigation has its own")
}

func TestHead_ReloadsOnlyWithoutOtherUpdates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refresh         int
		stream          string
		scripts, always int
	}{
		"a page that never changes": {0, "", 0, 0}, "a page without a stream": {10, "", 0, 1}, "a page with one": {10, "/events", 1, 0}, "a stream alone": {0, "/events", 0, 0},
	} {
		s := shell()
		s.Refresh, s.Stream = c.refresh, c.stream
		root := viewtest.Read(t, head(s))
		inside := 0
		for _, m := range root.All("meta[http-equiv=refresh]") {
			require.Equal(t, "10", m.Attr["content"])
			if m.Within("noscript") != nil {
				inside++
			}
		}
		require.Equal(t, c.scripts, inside, name)
		require.Equal(t, c.always, len(root.All("meta[http-equiv=refresh]"))-inside, name)
	}
}

func TestHead_LoadsOnlyItsOwnAssets(t *testing.T) {
	t.Parallel()
	root := viewtest.Read(t, head(shell()))
	for _, address := range append(root.Values("link", "href"), root.Values("script", "src")...) {
		require.True(t, strings.HasPrefix(address, "/static/"), address)
	}
	require.Equal(t, []string{"module"}, root.Values("script", "type"))
}

func TestUserMenu_MarksCurrentColours(t *testing.T) {
	t.Parallel()
	for _, theme := range []string{"", "light", "dark"} {
		s := shell()
		s.Theme, s.Path = theme, "/volumes?q=db"
		root := viewtest.Read(t, userMenu(s))
		require.Equal(t, []string{theme}, root.Values("button[aria-pressed=true]", "value"))
		require.Len(t, root.All("button[aria-pressed=false]"), 2)
		require.Equal(t, "/volumes?q=db", root.One(t, "input[name=back]").Attr["value"], "the page stays")
	}
}

func TestUserMenu_HasAccountOnlyForUsersWithRole(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]int{"": 0, "viewer": 1} {
		s := shell()
		s.Role = role
		require.Len(t, viewtest.Read(t, userMenu(s)).All("a[href=/account]"), want)
		require.Equal(t, role == "", roleSuffix(role) == "", "no joint without a role")
	}
}

func TestLayout_SkipsToListOnlyIfThereIsOne(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"#main"}, viewtest.Read(t, Layout(shell())).Values("a.skip", "href"))
	require.Equal(t, []string{"#main", "#list"}, viewtest.Read(t, Layout(withList(shell()))).Values("a.skip", "href"))
	require.False(t, shell().HasList, "a list does not change the layout of others")
}

func TestLayout_NamesSimulatedContract(t *testing.T) {
	t.Parallel()
	for simulated, want := range map[bool]int{true: 1, false: 0} {
		s := shell()
		s.Simulated = simulated
		require.Len(t, viewtest.Read(t, Layout(s)).All("aside.simulated"), want)
		require.Len(t, viewtest.Read(t, LoginPage(s, Login{})).All("aside.simulated"), want)
		require.Len(t, viewtest.Read(t, BareProblem(s, ProblemPage{Title: "x"})).All("aside.simulated"), want)
	}
}

func TestLayout_NamesEndpointUnlessDefault(t *testing.T) {
	t.Parallel()
	s := shell()
	require.Len(t, viewtest.Read(t, Layout(s)).All("span.endpoint"), 1)
	s.Endpoint = ""
	require.Empty(t, viewtest.Read(t, Layout(s)).All("span.endpoint"))
}

func TestProblems_BlockForms(t *testing.T) {
	t.Parallel()
	s := shell()
	require.False(t, viewtest.Read(t, Problems(s)).One(t, "section").Has("data-blocked"))
	s.Blocked = "It is full."
	s.Problems = []Problem{{Code: "access", Title: "No access", Since: moment()}, {Code: "database", Title: "No database"}}
	root := viewtest.RequireSound(t, Problems(s))
	require.Equal(t, "It is full.", root.One(t, "section").Attr["data-blocked"])
	require.Equal(t, []string{"access", "database"}, root.Values("details[data-error]", "data-error"), "in their order")
	require.Len(t, root.All("time"), 1)
}

func TestFlash_HasCodeAndState(t *testing.T) {
	t.Parallel()
	s := shell()
	require.Empty(t, viewtest.Render(t, flash(s)))
	s.Flash = &Flash{Code: "earlier", Operation: "op-1", State: "undone", Text: "x"}
	e := viewtest.RequireSound(t, flash(s)).One(t, "[id=notice]")
	require.Equal(t, []string{"earlier", "op-1", "undone", "status"}, []string{e.Attr["data-notice"], e.Attr["data-operation"], e.Attr["data-state"], e.Attr["role"]})
	require.Empty(t, e.All("a"), "no link without an address")
}

func TestSearchField_KeepsPage(t *testing.T) {
	t.Parallel()
	for at, want := range map[string][]string{"": nil, "/v?x=1": {"/v?x=1"}} {
		s := shell()
		s.At = at
		require.Equal(t, want, viewtest.Read(t, searchField(s)).Values("input[name=at]", "value"))
	}
}

func TestLogin_FocusesFirstEmptyField(t *testing.T) {
	t.Parallel()
	for user, want := range map[string][]string{"": {"username"}, "amy": {"password"}} {
		root := viewtest.Read(t, LoginPage(shell(), Login{User: user}))
		require.Equal(t, want, root.Values("[autofocus]", "name"))
		require.False(t, root.One(t, "input[name=password]").Has("value"))
	}
}

func TestLogin_OffersAvailableWays(t *testing.T) {
	t.Parallel()
	bare := viewtest.RequireSound(t, LoginPage(shell(), Login{Next: "/volumes"}))
	require.Empty(t, bare.All("form[data-passkey]"))
	require.Empty(t, bare.All("a[id=provider-login]"))
	require.Empty(t, bare.All("[role=alert]"))
	root := viewtest.RequireSound(t, LoginPage(shell(), Login{Next: "/volumes", Passkey: &Passkey{`{"a":1}`, "sealed"}, Provider: "IdP", ProviderHref: "/login/oidc", Error: "x", ErrorCode: "wrong"}))
	require.Equal(t, []string{"/volumes", "/volumes"}, root.Values("input[name=next]", "value"), "each way leads back")
	require.Equal(t, `{"a":1}`, root.One(t, "form[data-passkey=get]").Attr["data-options"])
	require.Equal(t, "/login/oidc", root.One(t, "a[id=provider-login]").Attr["href"])
	require.Equal(t, "wrong", root.One(t, "[id=login-error]").Attr["data-error"])
}

func TestLogin_NamesReturnPageUnlessOverview(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]int{"": 0, "/": 0, "/volumes?q=db": 1} {
		root := viewtest.Read(t, LoginPage(shell(), Login{Next: next, Reason: "Your session ended.", ReasonCode: "ended"}))
		require.Len(t, root.One(t, "div[data-reason=ended]").All("code"), want)
	}
}

func TestSecondFactor_OffersFactorsOfUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		factor         SecondFactor
		codes, passkey int
	}{
		"an app":                {SecondFactor{TOTP: true}, 1, 0},
		"a passkey":             {SecondFactor{Passkey: &Passkey{}}, 0, 1},
		"both":                  {SecondFactor{TOTP: true, Passkey: &Passkey{}}, 1, 1},
		"a passkey, not usable": {SecondFactor{}, 0, 0},
	} {
		root := viewtest.Read(t, SecondFactorPage(shell(), c.factor))
		require.Len(t, root.All("input[name=code]"), c.codes, name)
		require.Len(t, root.All("form[data-passkey=get]"), c.passkey, name)
	}
}

func TestProblemPage_ShowsStatusAndLinks(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, BareProblem(shell(), ProblemPage{Status: 403, Title: "No", Error: "right", Links: []ui.Link{{Text: "Overview", Href: "/"}}}))
	require.Equal(t, "403", root.One(t, "p.status").Words())
	require.Equal(t, []string{"right"}, root.Values("[data-error]", "data-error"))
	require.Equal(t, []string{"/"}, ways(root))
	require.Empty(t, root.All("code"), "no request without an id")
}
