package stream

import (
	"context"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/views"
)

// page returns a page with two fragments, of which the second is a list.
func page(first templ.Component) web.Page {
	row := func() []web.Fragment { return []web.Fragment{{ID: "row-1", HTML: webtest.Text("<li>row</li>")}} }
	return web.Page{
		Title: "T", Fragments: []web.Fragment{{ID: "head", HTML: first}, {ID: "list", HTML: webtest.Text("<ul>list</ul>"), Rows: row}},
		Body: func(sh views.PageLayout) templ.Component { return webtest.Text("whole " + sh.Title) },
	}
}

func showing(p web.Page, err error) web.Route {
	return web.Route{Path: "/things/:id", Show: func(context.Context, web.Request) (web.Page, error) { return p, err }}
}

// They include the rows, and depend on the audience.
func TestFragments_OfPageAndFrame(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{showing(page(webtest.Text(`<form action="/snapshots/s/delete" method="post"></form>`)), nil)}
	got, err := f.Fragments(t.Context(), "viewer/ /things/a")
	require.NoError(t, err)
	var ids []string
	for _, fragment := range got {
		ids = append(ids, fragment.ID)
	}
	require.Equal(t, []string{"head", "list", "problems", "notices", "open-failures-side", "open-failures-phone"}, ids)
	require.Empty(t, got[0].HTML, "a viewer is not offered to delete")
	require.Equal(t, "<li>row</li>", string(got[1].Rows[0].HTML))
	all, err := f.Fragments(t.Context(), "admin/ /things/a")
	require.NoError(t, err)
	require.NotEmpty(t, all[0].HTML)
}

// Subscribers keep the last version.
func TestFragments_FailAsAWhole(t *testing.T) {
	t.Parallel()
	f := newFixture()
	rows := page(webtest.Text(""))
	rows.Fragments[1].Rows = func() []web.Fragment { return []web.Fragment{{HTML: webtest.Broken()}} }
	for name, r := range map[string]web.Route{"head": showing(page(webtest.Broken()), nil), "row": showing(rows, nil), "page": showing(web.Page{}, webtest.ErrAway)} {
		f.Pages = []web.Route{r}
		_, err := f.Fragments(t.Context(), "admin/ /things/a")
		require.ErrorIs(t, err, webtest.ErrAway, name)
	}
	for _, topic := range []string{"admin/ /nothing", "admin/ nothing", "admin/ /%zz"} {
		_, err := f.Fragments(t.Context(), topic)
		require.Error(t, err, topic)
	}
}
