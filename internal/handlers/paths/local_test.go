package paths

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// A browser sends any referer that a page makes it send.
func TestReferer_OnlyOfThisSite(t *testing.T) {
	t.Parallel()
	for referer, want := range map[string]string{
		"":                                       "/",
		"http://snapdeck.test/volumes?q=a":       "/volumes?q=a",
		"https://snapdeck.test/volumes":          "/volumes", // before a proxy that decrypts
		"http://snapdeck.test/snapshots/a%2Fb":   "/snapshots/a%2Fb",
		"http://snapdeck.test/volumes#list":      "/volumes",
		"http://snapdeck.test":                   "/",
		"http://snapdeck.test:8080/volumes":      "/",
		"http://snapdeck.test.evil.example/":     "/",
		"http://evil.example/snapdeck.test":      "/",
		"http://snapdeck.test@evil.example/path": "/",
		"//evil.example/path":                    "/",
		"/volumes":                               "/",
		"javascript:alert(1)":                    "/",
		"http://%zz/":                            "/",
	} {
		r := httptest.NewRequest("POST", "http://snapdeck.test/theme", nil)
		r.Header.Set("Referer", referer)
		require.Equal(t, want, Referer(r), referer)
	}
}

// A destructive operation is reviewed before it is requested again; a deletion by the form that deletes.
func TestAgainHref_ByKind(t *testing.T) {
	t.Parallel()
	for _, kind := range operation.Kinds() {
		want := "/operations/op/again"
		if kind == operation.DeleteSnapshot {
			want = "/snapshots/s/delete"
		}
		require.Equal(t, want, AgainHref(operation.Operation{ID: "op", Kind: kind, SnapshotID: "s"}), kind)
	}
}

func TestFindHref_KeepsPageWithItsQuery(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"/", "/volumes?q=a&sort=-size#list", "/snapshots/a%2Fb", "/x?at=/y&z=ü \"<"} {
		parsed, err := url.Parse(FindHref(page))
		require.NoError(t, err)
		require.Equal(t, "/find", parsed.Path)
		require.Equal(t, url.Values{"at": {page}}, parsed.Query())
		require.Empty(t, parsed.Fragment)
	}
}

// A parameter is a whole segment; a pattern without parameters matches only itself.
func TestMatch_Edges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, path string
		matches       bool
	}{
		{"", "", true}, {"/", "", false}, {"", "/", false}, {"/a/:id", "/a/", false}, {"/a/:id", "/a", false}, {"/a/:id", "/a/b/c", false},
		{"/a/:id/b", "/a/x/b", true}, {"/a/:id/b", "/a/x/c", false}, {"/a/:id", "/a/..", true}, {"/a/:id", "a/x", false},
		{"/a/b", "/a/%62", true}, {"/a/b", "/a%2Fb", false}, {"/a", "/a%", false},
	} {
		_, matches := Match(c.pattern, c.path)
		require.Equal(t, c.matches, matches, "%q %q", c.pattern, c.path)
	}
	params, matches := Match("/a/:id", "/a/"+strings.Repeat("x", 10_000))
	require.True(t, matches)
	require.Len(t, params["id"], 10_000)
}

func TestRouteKey_SeparatesMethodAndPath(t *testing.T) {
	t.Parallel()
	method, path, _ := strings.Cut(RouteKey("POST", ServerSetPath), " ")
	require.Equal(t, []string{"POST", ServerSetPath}, []string{method, path})
}
