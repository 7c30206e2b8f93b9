package savedviews

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/saved"
)

func newHandlers(stored web.SavedViews) *Handlers {
	h := New(areatest.NewContract().Base(func(d *web.Deps) { d.SavedViews = stored }))
	h.Base.Pages = []web.Route{{Path: "/volumes"}, {Path: "/snapshots"}}
	return h
}

// post sends a form about a view.
func post(t *testing.T, handle echo.HandlerFunc, id string, form url.Values) (*httptest.ResponseRecorder, error) {
	t.Helper()
	c, response := areatest.Post(auth.RoleViewer, paths.ViewsPath, form, "id", id)
	return response, handle(c)
}

// The form leads back to the list.
func TestSaveView_StoresAddressOfList(t *testing.T) {
	t.Parallel()
	stored := &webtest.SavedViews{}
	h := newHandlers(stored)
	before := h.Hub.Changes()
	response, err := post(t, h.saveView, "", url.Values{"address": {"/volumes?q=web&sort=-size"}, "name": {"Large"}, "usual": {"on"}})
	require.NoError(t, err)
	require.Equal(t, http.StatusSeeOther, response.Code)
	require.Len(t, stored.Views, 1)
	v := stored.Views[0]
	require.Equal(t, []string{"u", "/volumes", "Large"}, []string{v.UserID, v.List, v.Name})
	require.True(t, v.Default)
	require.Equal(t, areatest.Noon, v.SavedAt)
	require.Equal(t, v.Address(), response.Header().Get("Location"))
	require.Greater(t, h.Hub.Changes(), before)
}

func TestSaveView_OnlyListsOfThisSite(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "/", "/account", "https://evil.example.org/volumes", "//evil.example.org/volumes", "javascript:alert(1)"} {
		stored := &webtest.SavedViews{}
		_, err := post(t, newHandlers(stored).saveView, "", url.Values{"address": {address}, "name": {"x"}})
		var status *echo.HTTPError
		require.ErrorAs(t, err, &status, address)
		require.Equal(t, http.StatusBadRequest, status.Code, address)
		require.Empty(t, stored.Views, address)
	}
}

// A failing database is an error.
func TestForms_ShowMistakeBesideInput(t *testing.T) {
	t.Parallel()
	for _, wrong := range []error{saved.ErrName, saved.ErrNameTaken, saved.ErrTooMany, saved.ErrAddress} {
		stored := &failingViews{memory: memory{Views: []saved.View{{ID: "v", UserID: "u", List: "/volumes", Name: "Old"}}}, err: fmt.Errorf("store: %w", wrong)}
		h := newHandlers(stored)
		response, err := post(t, h.saveView, "", url.Values{"address": {"/volumes?q=web"}, "name": {"Typed"}})
		require.NoError(t, err)
		require.Equal(t, http.StatusUnprocessableEntity, response.Code, wrong)
		require.Contains(t, response.Body.String(), `value="Typed"`, wrong)
		response, err = post(t, h.renameView, "v", url.Values{"name": {"Typed"}})
		require.NoError(t, err)
		require.Equal(t, http.StatusUnprocessableEntity, response.Code, wrong)
		require.Contains(t, response.Body.String(), `value="Typed"`, wrong)
	}
	h := newHandlers(&webtest.SavedViews{Err: webtest.ErrAway})
	for _, handle := range []echo.HandlerFunc{h.saveView, h.renameView, h.setDefaultView, h.deleteView} {
		_, err := post(t, handle, "v", url.Values{"address": {"/volumes?q=web"}, "name": {"x"}})
		require.ErrorIs(t, err, webtest.ErrAway)
	}
}

// memory stores views.
type memory = webtest.SavedViews

// failingViews refuses every change.
type failingViews struct {
	memory
	err error
}

func (f *failingViews) SaveView(_ context.Context, _ saved.View) error { return f.err }

func (f *failingViews) RenameView(_ context.Context, _, _, _ string) error { return f.err }

// A view of another user is treated like a deleted one.
func TestForms_ChangeOnlyOwnViews(t *testing.T) {
	t.Parallel()
	stored := &webtest.SavedViews{Views: []saved.View{{ID: "mine", UserID: "u", List: "/volumes", Name: "Old"}, {ID: "theirs", UserID: "other", List: "/volumes", Name: "Theirs"}}}
	h := newHandlers(stored)
	for _, id := range []string{"mine", "theirs", "gone"} {
		for _, handle := range []echo.HandlerFunc{h.renameView, h.setDefaultView} {
			response, err := post(t, handle, id, url.Values{"name": {"New"}, "usual": {"on"}})
			require.NoError(t, err, id)
			require.Equal(t, paths.ViewsPath, response.Header().Get("Location"), id)
		}
	}
	require.Equal(t, []saved.View{{ID: "mine", UserID: "u", List: "/volumes", Name: "New", Default: true}, {ID: "theirs", UserID: "other", List: "/volumes", Name: "Theirs"}}, stored.Views)
	for _, id := range []string{"mine", "theirs"} {
		_, err := post(t, h.deleteView, id, url.Values{})
		require.NoError(t, err)
	}
	require.Len(t, stored.Views, 1)
	require.Equal(t, "theirs", stored.Views[0].ID)
}

// A failing database is an error.
func TestPage_ShowsOwnViews(t *testing.T) {
	t.Parallel()
	req := areatest.Request(newHandlers(&webtest.SavedViews{}).Base, paths.ViewsPath)
	rows := savedRows(req, []saved.View{{ID: "v", List: "/volumes", Query: "q=web", Name: "Web", Default: true, SavedAt: areatest.Noon}})
	require.Equal(t, "/volumes?q=web", rows[0].Link.Href)
	require.True(t, rows[0].IsDefault)
	require.True(t, rows[0].SavedAt.Known())
	h := newHandlers(&webtest.SavedViews{Err: webtest.ErrAway})
	req.UserID = "u"
	_, err := h.savedViews(t.Context(), req)
	require.ErrorIs(t, err, webtest.ErrAway)
}
