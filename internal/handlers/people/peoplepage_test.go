package people

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// listOf returns the content of the page of all users, as ada sees it.
func listOf(t *testing.T, a area) *viewtest.Node {
	t.Helper()
	req := areatest.Request(a.Base, paths.PeoplePath)
	req.User = "ada"
	p, err := a.peoplePage(t.Context(), req, ui.Alert{}, "")
	require.NoError(t, err)
	return areatest.Read(t, p)
}

// Each user has a row with the actions that are possible for them.
func TestPeoplePage_ActionsOfEachUser(t *testing.T) {
	t.Parallel()
	a := newArea()
	main := listOf(t, a)
	own, other := main.One(t, "li[data-user=ada]"), main.One(t, "li[data-user=bob]")
	require.Equal(t, []string{"admin", "active"}, []string{own.Attr["data-role"], own.Attr["data-state"]})
	require.Equal(t, []string{"viewer", "disabled"}, []string{other.Attr["data-role"], other.Attr["data-state"]})
	require.Equal(t, []string{"/people/u/role", "/people/u/logout", "/people/u/disable", "/people/u/remove"}, own.Values("form", "action"))
	require.Equal(t, []string{"/people/bob%2F1/role", "/people/bob%2F1/logout", "/people/bob%2F1/enable", "/people/bob%2F1/remove"}, other.Values("form", "action"), "an id may hold a slash")
	require.Len(t, own.All("span.tag"), 1)
	require.Len(t, other.All("span.tag"), 2, "disabled, and by the identity provider")
	require.Equal(t, []string{"admin"}, own.Values("option[selected]", "value"))
	require.Equal(t, []string{"viewer"}, other.Values("option[selected]", "value"))
	a.people.Open = nil
	require.NotContains(t, actions(listOf(t, a)), "logout", "without a session there is none to end")
}

// A user who never logged in has no time and no address of a login.
func TestPeoplePage_LastLogin(t *testing.T) {
	t.Parallel()
	a := newArea()
	a.people.All[0].LastLoginAt, a.people.All[0].LastLoginAddr = areatest.Noon.Add(-time.Hour), "192.0.2.7"
	main := listOf(t, a)
	require.Len(t, main.One(t, "li[data-user=ada]").All("time"), 1)
	require.Contains(t, main.One(t, "li[data-user=ada]").Words(), "192.0.2.7")
	require.Empty(t, main.One(t, "li[data-user=bob]").All("time"))
	require.Len(t, main.One(t, "li[data-user=bob]").One(t, "p").Children, 1, "neither a time nor an address nor a number of sessions")
}

// The form for a new user proposes the role with the fewest rights, and each role is explained.
func TestPeoplePage_AddsUsers(t *testing.T) {
	t.Parallel()
	main := listOf(t, newArea())
	form := main.One(t, "form[action=/people]")
	require.Equal(t, []string{"viewer"}, form.Values("option[selected]", "value"))
	require.Equal(t, "new-password", form.One(t, "input[name=password]").Attr["autocomplete"])
	require.Empty(t, form.One(t, "input[name=name]").Attr["value"])
	about := main.One(t, "[aria-labelledby=roles-title]")
	require.Len(t, about.All("dt"), len(auth.Roles()))
	for i, role := range auth.Roles() {
		require.Len(t, form.All("option"), len(auth.Roles()))
		require.Equal(t, string(role), form.All("option")[i].Attr["value"])
	}
	for _, dd := range about.All("dd") {
		require.NotEmpty(t, dd.Words())
	}
}

// The claims are offered where an identity provider is configured.
func TestPeoplePage_ClaimsOnlyWithProvider(t *testing.T) {
	t.Parallel()
	require.Empty(t, listOf(t, newArea()).All("a[href=/people/claims]"))
	type provider struct{ web.IdentityProvider }
	require.Len(t, listOf(t, newArea(func(d *web.Deps) { d.Provider = provider{} })).All("a[href=/people/claims]"), 1)
}

// Names that an identity provider gave may hold anything.
func TestPeoplePage_ForeignNames(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		a := newArea()
		a.people.All = []auth.User{{ID: text, Name: text, Role: auth.RoleViewer, Issuer: text, LastLoginAddr: text, LastLoginAt: areatest.Noon}}
		require.Len(t, listOf(t, a).All("li[data-user]"), 1, name)
		a.people.Logins = []auth.ProviderLogin{{Name: text, Issuer: text, Subject: text, Claims: text}}
		p, err := a.claims(t.Context(), areatest.Request(a.Base, claimsPath))
		require.NoError(t, err)
		require.Len(t, areatest.Read(t, p).All("section[data-subject]"), 1, name)
	}
}

// The claims page says which role came of each login, or that none did.
func TestClaimsPage_RoleOfEachLogin(t *testing.T) {
	t.Parallel()
	a := newArea()
	page := func() *viewtest.Node {
		p, err := a.claims(t.Context(), areatest.Request(a.Base, claimsPath))
		require.NoError(t, err)
		return areatest.Read(t, p)
	}
	require.NotEmpty(t, page().All("div.empty"))
	a.people.Logins = []auth.ProviderLogin{{Name: "bob", Subject: "1", Role: auth.RoleOperator, Claims: `{"groups":["x"]}`, At: areatest.Noon}, {Name: "eve", Subject: "2", Claims: "{}", At: areatest.Noon}}
	main := page()
	require.Empty(t, main.All("div.empty"))
	require.Equal(t, []string{"operator", ""}, main.Values("section", "data-role"))
	require.Len(t, main.All("p.warn"), 1)
	require.Equal(t, `{"groups":["x"]}`, main.All("pre")[0].Words())
}

// What is refused is shown on the page of all users, with what was typed cut to the length of a name.
func TestAddUser_EachRefusalHasItsCode(t *testing.T) {
	t.Parallel()
	for code, c := range map[string]struct {
		err  error
		role string
	}{
		"name": {auth.ErrBadName, "viewer"}, "password": {auth.ErrBadPassword, "viewer"}, "exists": {auth.ErrUserExists, "viewer"}, "role": {nil, "emperor"}, "last-admin": {auth.ErrLastAdmin, "viewer"},
	} {
		a := newArea()
		a.login.Err = c.err
		response := send(t, a.addUser, "", url.Values{"name": {strings.Repeat("é", 10_000)}, "role": {c.role}, "password": {"a secret one"}})
		require.Equal(t, http.StatusUnprocessableEntity, response.Code, code)
		main := areatest.ReadSent(t, response)
		require.Equal(t, code, main.One(t, "[data-error]").Attr["data-error"])
		require.Len(t, []rune(main.One(t, "input[name=name]").Attr["value"]), auth.MaxNameRunes)
		require.Len(t, main.All("li[data-user]"), 2, "the list is still there")
		require.Empty(t, a.auditLog.Entries)
	}
	a := newArea()
	a.login.Err = webtest.ErrAway
	c, _ := form{user: ada(), route: paths.PeoplePath, fields: url.Values{"name": {"eve"}, "role": {"viewer"}}}.context()
	require.ErrorIs(t, a.addUser(c), webtest.ErrAway)
}

// Users of an identity provider prove who they are there, and come back to where they were.
func TestShowProof_OffersWhatTheUserHas(t *testing.T) {
	t.Parallel()
	withCode, external := ada(), ada()
	withCode.TOTPSecret, external.PasswordHash = "secret", ""
	for name, c := range map[string]struct {
		user  auth.User
		field bool
	}{"password": {ada(), true}, "code": {withCode, true}, "provider": {external, false}} {
		a := newArea()
		ctx, response := form{user: c.user, route: "/snapshots/:id/overwrite", id: "s", fields: url.Values{"volume": {"v1"}}}.context()
		ctx.Request().Header.Set("Referer", "http://example.com/snapshots/s/restore?volume=v1")
		require.NoError(t, a.RequireProof(nil)(ctx), name)
		require.Equal(t, http.StatusForbidden, response.Code, name)
		main := areatest.ReadSent(t, response)
		require.Equal(t, "/snapshots/s/overwrite", main.One(t, "form[data-error=proof]").Attr["action"], name)
		require.Equal(t, c.field, len(main.All("input[name=proof]")) == 1, name)
		require.Equal(t, c.field, len(main.All("button.primary")) == 1, name)
		require.Equal(t, "v1", main.One(t, "input[name=volume]").Attr["value"], name)
		require.Len(t, main.All("a[href=/snapshots/s/restore?volume=v1]"), 1, "%s: the way back", name)
		if !c.field {
			require.Equal(t, paths.OidcPath+"?proof=1&next="+url.QueryEscape("/snapshots/s/restore?volume=v1"), main.One(t, "a.primary").Attr["href"])
		}
	}
}
