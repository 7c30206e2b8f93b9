package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/webtest"
)

// Any other value resets the theme, and the redirect stays on this site.
func TestTheme_StoredByBrowser(t *testing.T) {
	t.Parallel()
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
		ctx, answer := webtest.Request(http.MethodPost, paths.ThemePath, url.Values{"theme": {c.theme}, "back": {c.back}})
		require.NoError(t, Theme(ctx), name)
		require.Equal(t, c.to, answer.Header().Get("Location"), name)
		cookie := answer.Result().Cookies()[0]
		require.Equal(t, c.value, cookie.Value, name)
		require.Equal(t, c.remembered, cookie.MaxAge > 0, name)
		require.True(t, cookie.HttpOnly, name)
		r, _ := webtest.Request(http.MethodGet, "/", nil)
		r.Request().AddCookie(&http.Cookie{Name: themeCookie, Value: c.theme})
		require.Equal(t, c.value, ThemeOf(r.Request()), name)
	}
	bare, _ := webtest.Request(http.MethodGet, "/", nil)
	require.Empty(t, ThemeOf(bare.Request()))
}
