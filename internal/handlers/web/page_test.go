package web

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/views"
)

// page returns a page with two fragments, of which the second is a list.
func page(first templ.Component) Page {
	row := func() []Fragment { return []Fragment{{ID: "row-1", HTML: webtest.Text("<li>row</li>")}} }
	return Page{
		Title: "T", Fragments: []Fragment{{ID: "head", HTML: first}, {ID: "list", HTML: webtest.Text("<ul>list</ul>"), Rows: row}},
		Body: func(sh views.PageLayout) templ.Component { return webtest.Text("whole " + sh.Title) },
	}
}

func showing(p Page, err error) Route {
	return Route{Path: "/things/:id", Show: func(context.Context, Request) (Page, error) { return p, err }}
}

// Caches must distinguish the two.
func TestServePage_WholeOrFragments(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for header, want := range map[string]string{"": "whole T", "1": "<b>head</b><ul>list</ul>"} {
		c, response := webtest.Request(http.MethodGet, "/things/a", nil)
		c.Request().Header.Set(fragmentHeader, header)
		require.NoError(t, f.ServePage(showing(page(webtest.Text("<b>head</b>")), nil))(c))
		require.Equal(t, want, response.Body.String())
		require.Equal(t, fragmentHeader, response.Header().Get("Vary"))
		require.Equal(t, "no-store", response.Header().Get("Cache-Control"))
	}
}

// The request has the parameters, the user, and the address without its notice.
func TestServePage_PassesRequest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c, _ := webtest.Request(http.MethodGet, "/things/a?q=x&notice=undone.1", nil)
	c.SetParamNames("id")
	c.SetParamValues("a")
	require.NoError(t, f.ServePage(Route{Show: func(_ context.Context, req Request) (Page, error) {
		require.Equal(t, map[string]string{"id": "a"}, req.Params)
		require.Equal(t, []string{"ada", "u", "/things/a?q=x"}, []string{req.User, req.UserID, req.URL.RequestURI()})
		require.Equal(t, noon, req.Now)
		return page(webtest.Text("")), nil
	}})(c))
}

// Half a page must never be seen.
func TestSend_SendsNothingIfRenderingFails(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c, response := webtest.Request(http.MethodGet, "/x", nil)
	require.ErrorIs(t, f.Send(c, http.StatusOK, templ.Join(webtest.Text("half a page"), webtest.Broken())), webtest.ErrAway)
	require.Empty(t, response.Body.String())
	require.False(t, c.Response().Committed)
}

// The length is that of what is sent.
func TestSend_OmitsForbiddenActions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const html = `<p>x</p><form method="post" action="/snapshots/s/delete"></form>`
	for role, want := range map[auth.Role]string{auth.RoleViewer: "<p>x</p>", auth.RoleAdmin: html} {
		c, response := webtest.RequestBy(auth.User{Name: "vera", Role: role}, http.MethodGet, "/x", nil)
		require.NoError(t, f.Send(c, http.StatusAccepted, webtest.Text(html)))
		require.Equal(t, http.StatusAccepted, response.Code)
		require.Equal(t, want, response.Body.String())
		require.Equal(t, int(response.Result().ContentLength), response.Body.Len())
	}
}

// A row is rendered again when one of its relative times changes.
func TestRequest_TimesLimitLifeOfRows(t *testing.T) {
	t.Parallel()
	for name, show := range map[string]func(Request, time.Time){
		"moment": func(req Request, at time.Time) { req.Moment(at) },
		"due":    func(req Request, at time.Time) { req.Due(at) },
		"age":    func(req Request, at time.Time) { req.Age(at) },
	} {
		req := Request{Now: noon, Zone: time.UTC, Expiry: &rowcache.Expiry{}}
		show(req, time.Time{})
		require.Zero(t, req.Expiry.Until, "%s: a time that is not known does not change", name)
		show(req, noon.Add(-36*time.Hour))
		day := req.Expiry.Until
		require.True(t, day.After(noon), name)
		show(req, noon.Add(-90*time.Second))
		soon := req.Expiry.Until
		require.True(t, soon.After(noon) && !soon.After(day), name)
		show(req, noon.Add(-36*time.Hour))
		require.Equal(t, soon, req.Expiry.Until, "%s: the first change counts", name)
		show(Request{Now: noon, Zone: time.UTC}, noon) // outside of rows nothing expires
	}
}

// The reason is given on the page.
func TestBlocked_DisablesFormsOnEveryPage(t *testing.T) {
	t.Parallel()
	const form = `<form method="post" action="/x"><button>Delete</button></form>`
	sound := newFixture(t)
	require.NotContains(t, string(sound.Usable([]byte(form))), "disabled")
	require.Empty(t, sound.Guard.Problems())

	f := newFixture(t, func(d *Deps) { d.Database = &failingDatabase{since: noon.Add(-time.Minute)} })
	require.Contains(t, string(f.Usable([]byte(form))), "disabled")
	require.Len(t, f.Guard.Problems(), 1)
	require.NotEmpty(t, f.CommonLayout(t.Context(), f.pageRequest(t, "/")).Blocked)
}
