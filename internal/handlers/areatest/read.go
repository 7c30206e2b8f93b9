package areatest

import (
	"net/http/httptest"
	"testing"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
	"snapdeck/internal/views/viewtest"
)

// Read renders a page, checks what holds for all pages, and returns its content.
func Read(t testing.TB, p web.Page) *viewtest.Node {
	t.Helper()
	root := viewtest.RequireSound(t, p.Body(views.PageLayout{Title: p.Title, Asset: Assets{}.URL}))
	for _, f := range p.Fragments {
		root.One(t, "[id="+f.ID+"]") // an update finds its place
		requireID(t, f)
		if f.Rows == nil {
			continue
		}
		for _, row := range f.Rows() {
			requireID(t, row)
		}
	}
	return root.One(t, "main")
}

// requireID requires that a fragment is one element with its own ID, by which an update replaces it.
func requireID(t testing.TB, f web.Fragment) {
	t.Helper()
	elements := viewtest.Read(t, f.HTML).Children
	if len(elements) != 1 || elements[0].Attr["id"] != f.ID {
		t.Fatalf("the fragment %q is not one element with this id", f.ID)
	}
}

// ReadSent returns the content of the page that a form is answered with.
func ReadSent(t testing.TB, response *httptest.ResponseRecorder) *viewtest.Node {
	t.Helper()
	return viewtest.Parse(t, response.Body.String()).One(t, "main")
}
