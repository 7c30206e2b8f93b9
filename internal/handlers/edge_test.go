package handlers_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/site"
	"snapdeck/static"
)

// onSite returns a dashboard that browsers reach at a site.
func onSite(t *testing.T, o site.Options) func(*web.Deps) {
	t.Helper()
	s, err := site.New(o)
	require.NoError(t, err)
	return func(d *web.Deps) { d.Site, d.Scheme = s, s.Scheme }
}

// ask sends a request with headers "Name: value"; Host is one of them.
func (d *dashboard) ask(method, path string, headers ...string) (text string, response *http.Response) {
	d.Helper()
	r, err := http.NewRequestWithContext(d.Context(), method, d.url+path, nil)
	require.NoError(d, err)
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	response, err = d.client.Do(r)
	require.NoError(d, err)
	defer response.Body.Close()
	var b strings.Builder
	_, err = io.Copy(&b, response.Body)
	require.NoError(d, err)
	return b.String(), response
}

func TestHost_ForeignNamesAreRefused(t *testing.T) {
	t.Parallel()
	d := setup(t, onSite(t, site.Options{Listen: "0.0.0.0:80"}))
	text, response := d.ask("GET", "/login", "Host: evil.example")
	require.Equal(t, http.StatusMisdirectedRequest, response.StatusCode)
	require.Contains(t, text, "SNAPDECK_PUBLIC_URL")
	require.Contains(t, response.Header.Get("Content-Security-Policy"), "default-src 'none'")
	assets, err := static.New()
	require.NoError(t, err)
	for _, path := range []string{"/healthz", "/readyz", "/metrics", assets.URL("css/app.css")} {
		_, response := d.ask("GET", path, "Host: evil.example")
		require.NotEqual(t, http.StatusMisdirectedRequest, response.StatusCode, path)
	}
	_, response = d.ask("GET", "/login", "Host: 192.0.2.77")
	require.Equal(t, http.StatusOK, response.StatusCode)
}

func TestOrigin_OwnFormsPassBehindProxyThatRewritesHost(t *testing.T) {
	t.Parallel()
	d := setup(t, onSite(t, site.Options{Listen: "127.0.0.1:80", Public: "https://deck.example.com/x"}))
	for origin, want := range map[string]int{
		"https://deck.example.com": http.StatusSeeOther, "http://deck.example.com": http.StatusForbidden,
		"https://evil.example": http.StatusForbidden, "null": http.StatusForbidden,
	} {
		_, response := d.ask("POST", "/x/theme", "Origin: "+origin)
		require.Equal(t, want, response.StatusCode, origin)
	}
	_, response := d.ask("POST", "/x/theme", "Origin: https://deck.example.com")
	require.Equal(t, "/x/", response.Header.Get("Location"))
	require.Contains(t, response.Header.Get("Set-Cookie"), "__Secure-theme=")
	require.NotEmpty(t, response.Header.Get("Strict-Transport-Security"))
}

func TestMethods_HeadIsAnsweredAndOthersAreRefused(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{http.MethodHead, "/login", http.StatusOK},
		{http.MethodHead, "/healthz", http.StatusOK},
		{http.MethodHead, "/volumes", http.StatusSeeOther},
		{http.MethodHead, "/events", http.StatusMethodNotAllowed},
		{http.MethodPut, "/login", http.StatusMethodNotAllowed},
		{http.MethodDelete, "/snapshots/s1", http.StatusMethodNotAllowed},
		{http.MethodOptions, "/", http.StatusMethodNotAllowed},
		{"PROPFIND", "/volumes", http.StatusMethodNotAllowed},
	} {
		_, response := d.ask(c.method, c.path, "Origin: "+d.url)
		require.Equal(t, c.status, response.StatusCode, "%s %s", c.method, c.path)
		if c.status == http.StatusMethodNotAllowed {
			require.Equal(t, "GET, HEAD, POST", response.Header.Get("Allow"), "%s %s", c.method, c.path)
		}
	}
}

func TestPages_CompressedIfAccepted(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for accepted, coding := range map[string]string{"gzip": "gzip", "br;q=1.0, gzip;q=0.8": "gzip", "": "", "gzip;q=0": ""} {
		_, response := d.ask("GET", "/login", "Accept-Encoding: "+accepted)
		require.Equal(t, coding, response.Header.Get("Content-Encoding"), "%q", accepted)
		require.Contains(t, response.Header.Values("Vary"), "Accept-Encoding", "%q", accepted)
	}
}

func TestSite_OwnRoutesAreRefusedAsPath(t *testing.T) {
	t.Parallel()
	assets, err := static.New()
	require.NoError(t, err)
	s, err := site.New(site.Options{Public: "https://deck.example.com/volumes/x"})
	require.NoError(t, err)
	_, err = handlers.New(web.Deps{Site: s, Assets: assets, Metrics: http.NotFoundHandler()}).Handler()
	require.ErrorContains(t, err, "SNAPDECK_PUBLIC_URL")
}

func TestNotices_WarnOfMissingEncryption(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]bool{"0.0.0.0:80": true, "127.0.0.1:80": false} {
		d := setup(t, onSite(t, site.Options{Listen: listen}))
		text, _ := d.get("/login")
		require.Equal(t, want, strings.Contains(text, "SNAPDECK_TLS_CERT"), listen)
		d.logIn("ada", password)
		text, _ = d.get("/")
		require.Equal(t, want, strings.Contains(text, "SNAPDECK_TLS_CERT"), listen)
	}
}

func TestLogin_NamesNoContract(t *testing.T) {
	t.Parallel()
	d := setup(t, func(d *web.Deps) { d.Cloud = web.Cloud{Contract: "31415926", Endpoint: "api.secret.example"} })
	for _, path := range []string{"/login", "/login?next=%2Fvolumes", "/static/none", "/none"} {
		text, _ := d.get(path)
		require.NotContains(t, text, "31415926", path)
		require.NotContains(t, text, "api.secret.example", path)
	}
	text, _ := d.ask("POST", "/login", "Origin: https://evil.example")
	require.NotContains(t, text, "31415926")
}

func TestMetrics_LocalOrWithToken(t *testing.T) {
	t.Parallel()
	d := setup(t, func(d *web.Deps) {
		d.MetricsToken = "a token of 16 bytes"
		d.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("figures")) })
	})
	for _, c := range []struct {
		headers []string
		want    int
	}{
		{nil, http.StatusOK},
		{[]string{"X-Forwarded-For: 10.0.0.1"}, http.StatusUnauthorized},
		{[]string{"Forwarded: for=10.0.0.1"}, http.StatusUnauthorized},
		{[]string{"X-Real-IP: 10.0.0.1"}, http.StatusUnauthorized},
		{[]string{"Via: 1.1 proxy"}, http.StatusUnauthorized},
		{[]string{"X-Forwarded-For: 10.0.0.1", "Authorization: Bearer a token of 16 bytes"}, http.StatusOK},
		{[]string{"X-Forwarded-For: 10.0.0.1", "Authorization: Bearer a token of 16 byte"}, http.StatusUnauthorized},
		{[]string{"X-Forwarded-For: 10.0.0.1", "Authorization: Bearer "}, http.StatusUnauthorized},
	} {
		text, response := d.ask("GET", "/metrics", c.headers...)
		require.Equal(t, c.want, response.StatusCode, c.headers)
		require.Equal(t, c.want == http.StatusOK, text == "figures")
	}
	d.clock.move(1 << 40) // IONOS Cloud was read too long ago
	text, _ := d.ask("GET", "/readyz")
	require.Contains(t, text, "IONOS Cloud")
	text, response := d.ask("GET", "/readyz", "X-Forwarded-For: 10.0.0.1")
	require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	require.Equal(t, "not ready\n", text)
}
