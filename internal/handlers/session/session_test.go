package session

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
)

// The reason is a session that has ended, or a form that was not sent.
func TestLoginHref_ComesBackToPage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, target, referer string
		ended                   bool
		want                    string
	}{
		"first visit":              {http.MethodGet, "/", "", false, "/login"},
		"page":                     {http.MethodGet, "/volumes?q=a", "", false, "/login?next=%2Fvolumes%3Fq%3Da"},
		"session ended":            {http.MethodGet, "/volumes", "", true, "/login?next=%2Fvolumes&reason=ended"},
		"form":                     {http.MethodPost, "/snapshots/s/delete", "http://example.com/snapshots/s", true, "/login?next=%2Fsnapshots%2Fs&reason=unsent"},
		"form of another site":     {http.MethodPost, "/snapshots/s/delete", "http://evil.example.org/snapshots/s", true, "/login?reason=unsent"},
		"address with two slashes": {http.MethodGet, "//evil.example.org/x", "", false, "/login"},
	} {
		ctx, _ := webtest.Request(c.method, "http://example.com/", nil)
		r := ctx.Request()
		parsed, err := url.ParseRequestURI(c.target)
		require.NoError(t, err)
		r.URL = parsed
		r.Header.Set("Referer", c.referer)
		require.Equal(t, c.want, loginHref(r, c.ended), name)
	}
}

// The role is the current one. A failing store lets no user in and ends no session.
func TestRequireLogin_NeedsSession(t *testing.T) {
	t.Parallel()
	sessions := &webtest.Sessions{User: auth.User{ID: "u", Name: "ada", Role: auth.RoleAdmin}}
	sessions.Session = auth.Session{IDHash: "h"}
	through := func(c echo.Context) error {
		require.Equal(t, "ada", UserOf(c))
		require.Equal(t, "u", UserIDOf(c))
		require.Equal(t, auth.RoleAdmin, CurrentOf(c).Role)
		require.Equal(t, "h", Of(c).IDHash)
		return c.NoContent(http.StatusNoContent)
	}
	c, answer := webtest.RequestBy(auth.User{}, http.MethodGet, "/volumes", nil)
	require.NoError(t, RequireLogin(sessions)(through)(c))
	require.Equal(t, http.StatusNoContent, answer.Code)

	sessions.User = auth.User{}
	c, answer = webtest.RequestBy(auth.User{}, http.MethodGet, "/volumes", nil)
	c.Request().AddCookie(&http.Cookie{Name: Cookie, Value: "old"})
	require.NoError(t, RequireLogin(sessions)(through)(c))
	require.Equal(t, "/login?next=%2Fvolumes&reason=ended", answer.Header().Get("Location"))

	sessions.Err = webtest.ErrAway
	c, answer = webtest.RequestBy(auth.User{}, http.MethodGet, "/volumes", nil)
	require.ErrorIs(t, RequireLogin(sessions)(through)(c), webtest.ErrAway)
	require.Empty(t, answer.Header().Get("Location"))
}

// Pages that need no login use it too.
func TestCurrentOf_EmptyWithoutLogin(t *testing.T) {
	t.Parallel()
	c, _ := webtest.RequestBy(auth.User{}, http.MethodGet, "/login", nil)
	require.Zero(t, CurrentOf(c))
	require.Zero(t, Of(c))
	require.Empty(t, UserOf(c))
	require.Empty(t, UserIDOf(c))
}
