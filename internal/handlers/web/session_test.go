package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
)

// Browsers read some addresses in surprising ways.
func TestLocalPath_NeverLeadsElsewhere(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/volumes", "/volumes?q=a%2F%2Fb&x=//c", "/snapshots/s1#labels"} {
		require.Equal(t, path, LocalPath(path))
	}
	for _, path := range []string{
		"", "volumes", "//evil.example.org", "///evil.example.org", "https://evil.example.org/", "http:/evil", "javascript:alert(1)", `/\evil.example.org`,
		`\\evil`, "/\t/evil", "/a\r\nLocation: b", "/\n/evil", "/%zz", "?q=a", "#x", " /volumes",
	} {
		require.Equal(t, "/", LocalPath(path), "%q", path)
	}
}

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
		ctx, _ := request(c.method, "http://example.com/", nil)
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
	f := newFixture(t)
	f.sessions.Session = auth.Session{IDHash: "h"}
	through := func(c echo.Context) error {
		require.Equal(t, "ada", UserOf(c))
		require.Equal(t, "u", UserIDOf(c))
		require.Equal(t, auth.RoleAdmin, CurrentOf(c).Role)
		require.Equal(t, "h", SessionOf(c).IDHash)
		return c.NoContent(http.StatusNoContent)
	}
	c, response := requestBy(auth.User{}, http.MethodGet, "/volumes", nil)
	require.NoError(t, f.RequireLogin(through)(c))
	require.Equal(t, http.StatusNoContent, response.Code)

	f.sessions.User = auth.User{}
	c, response = requestBy(auth.User{}, http.MethodGet, "/volumes", nil)
	c.Request().AddCookie(&http.Cookie{Name: SessionCookie, Value: "old"})
	require.NoError(t, f.RequireLogin(through)(c))
	require.Equal(t, "/login?next=%2Fvolumes&reason=ended", response.Header().Get("Location"))

	f.sessions.Err = webtest.ErrAway
	c, response = requestBy(auth.User{}, http.MethodGet, "/volumes", nil)
	require.ErrorIs(t, f.RequireLogin(through)(c), webtest.ErrAway)
	require.Empty(t, response.Header().Get("Location"))
}

// Pages that need no login use it too.
func TestCurrentOf_EmptyWithoutLogin(t *testing.T) {
	t.Parallel()
	c, _ := requestBy(auth.User{}, http.MethodGet, "/login", nil)
	require.Zero(t, CurrentOf(c))
	require.Zero(t, SessionOf(c))
	require.Empty(t, UserOf(c))
	require.Empty(t, UserIDOf(c))
}

// Any other value resets the theme, and the redirect stays on this site.
func TestTheme_StoredByBrowser(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for name, c := range map[string]struct {
		theme, back string
		value       string
		remembered  bool
		to          string
	}{
		"dark":    {"dark", "/volumes?q=a", "dark", true, "/volumes?q=a"},
		"light":   {"light", "", "light", true, "/"},
		"system":  {"", "/volumes", "", false, "/volumes"},
		"unknown": {"purple", "https://evil.example.org", "", false, "/"},
	} {
		ctx, response := request(http.MethodPost, ThemePath, url.Values{"theme": {c.theme}, "back": {c.back}})
		require.NoError(t, f.Theme(ctx), name)
		require.Equal(t, c.to, response.Header().Get("Location"), name)
		cookie := response.Result().Cookies()[0]
		require.Equal(t, c.value, cookie.Value, name)
		require.Equal(t, c.remembered, cookie.MaxAge > 0, name)
		require.True(t, cookie.HttpOnly, name)
		r, _ := request(http.MethodGet, "/", nil)
		r.Request().AddCookie(&http.Cookie{Name: themeCookie, Value: c.theme})
		require.Equal(t, c.value, ThemeOf(r.Request()), name)
	}
	bare, _ := request(http.MethodGet, "/", nil)
	require.Empty(t, ThemeOf(bare.Request()))
}
