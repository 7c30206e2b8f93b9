package static_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/static"
)

// get requests a file by its address, as the dashboard passes the request on.
func get(t *testing.T, a *static.Assets, method, address, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, strings.TrimPrefix(address, "/static"), nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(text)
}

func TestAssets_ServedByContentHash(t *testing.T) {
	t.Parallel()
	a, err := static.New()
	require.NoError(t, err)
	for name, kind := range map[string]string{"css/app.css": "text/css", "js/app.js": "text/javascript", "icons.svg": "image/svg+xml", "fonts/inter.woff2": "font/woff2"} {
		address := a.URL(name)
		require.NotContains(t, address, "/"+name, "the content is part of the name")
		plain := get(t, a, http.MethodGet, address, "")
		require.Equal(t, http.StatusOK, plain.StatusCode, name)
		require.Contains(t, plain.Header.Get("Cache-Control"), "immutable", name)
		require.Contains(t, plain.Header.Get("Content-Type"), kind, name)
		text := body(t, plain.Body)
		require.NotEmpty(t, text)
		head := get(t, a, http.MethodHead, address, "")
		require.Equal(t, http.StatusOK, head.StatusCode)
		require.Empty(t, body(t, head.Body))
		if packed := get(t, a, http.MethodGet, address, "gzip"); packed.Header.Get("Content-Encoding") == "gzip" {
			unpacked, err := gzip.NewReader(packed.Body)
			require.NoError(t, err)
			require.Equal(t, text, body(t, unpacked), name)
		}
	}
}

func TestAssets_NotFound(t *testing.T) {
	t.Parallel()
	a, err := static.New()
	require.NoError(t, err)
	for _, address := range []string{"/static/", "/static/css/", "/static/css/none.css", "/static/static.go", "/static/..%2fgo.mod", "/static/js"} {
		require.Equal(t, http.StatusNotFound, get(t, a, http.MethodGet, address, "").StatusCode, address)
	}
}

// The limits are 20 KB of scripts and 14 KB of style, compressed.
func TestAssets_Size(t *testing.T) {
	t.Parallel()
	a, err := static.New()
	require.NoError(t, err)
	size := func(name string) int {
		response := get(t, a, http.MethodGet, a.URL(name), "gzip")
		require.Equal(t, http.StatusOK, response.StatusCode, name)
		require.Equal(t, "gzip", response.Header.Get("Content-Encoding"), name)
		return len(body(t, response.Body))
	}
	require.LessOrEqual(t, size("css/app.css"), 14<<10)
	require.LessOrEqual(t, size("js/app.js"), 20<<10)
}

// A browser loads one style and one script, and none of their sources.
func TestAssets_OneFilePerEntryPoint(t *testing.T) {
	t.Parallel()
	a, err := static.New()
	require.NoError(t, err)
	for _, name := range []string{"js/stream.js", "js/morph.js", "js/vendor/idiomorph.js", "dist/app.js", "css/base.css", "css/components/pill.css"} {
		require.Equal(t, "/static/"+name, a.URL(name), "no address is known")
		require.Equal(t, http.StatusNotFound, get(t, a, http.MethodGet, a.URL(name), "").StatusCode, name)
	}
	script := body(t, get(t, a, http.MethodGet, a.URL("js/app.js"), "").Body)
	require.NotContains(t, script, "import ")
	require.Contains(t, script, "idiomorph 0.8.0", "notices of licences stay")
	style := body(t, get(t, a, http.MethodGet, a.URL("css/app.css"), "").Body)
	require.Contains(t, style, `"../`+strings.TrimPrefix(a.URL("fonts/inter.woff2"), "/static/"), "also below a path")
	require.Regexp(t, `^@layer tokens,base,layout,components,pages,print;@layer tokens\{:root\{`, style)
}
