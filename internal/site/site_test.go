package site_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/site"
)

// onlyProxy trusts 192.0.2.1, from which httptest's requests come.
func onlyProxy(a netip.Addr) bool { return a == netip.MustParseAddr("192.0.2.1") }

func newSite(t *testing.T, o site.Options) *site.Site {
	t.Helper()
	s, err := site.New(o)
	require.NoError(t, err)
	return s
}

// request returns a request for a host with headers "Name: value".
func request(method, host, path string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	return r
}

func TestNew_RefusesInvalidPublicURL(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"snapdeck.example.com", "ftp://x", "https://", "https://x/?a", "https://u:p@x", "https://x/a//b", "https://x/../a", "https://x/a b", "https://x/%2f", "https://x/#a", "https://x/a\"b"} {
		_, err := site.New(site.Options{Public: text})
		require.Error(t, err, text)
	}
	require.Equal(t, "/deck/x", newSite(t, site.Options{Public: "https://x/deck/x/"}).Base())
	require.Empty(t, newSite(t, site.Options{Public: "https://x/"}).Base())
}

func TestSite_Origin(t *testing.T) {
	t.Parallel()
	forwarded := []string{"X-Forwarded-Proto: https", "X-Forwarded-Host: deck.example.com"}
	for name, c := range map[string]struct {
		o       site.Options
		headers []string
		want    string
	}{
		"plain":           {want: "http://10.0.0.5:8080"},
		"untrusted proxy": {headers: forwarded, want: "http://10.0.0.5:8080"},
		"trusted proxy":   {o: site.Options{Trusted: onlyProxy}, headers: forwarded, want: "https://deck.example.com"},
		"proxy chain":     {o: site.Options{Trusted: onlyProxy}, headers: []string{"X-Forwarded-Proto: https, http", "X-Forwarded-Host: a.example.com, b"}, want: "https://a.example.com"},
		"public wins":     {o: site.Options{Trusted: onlyProxy, Public: "https://Public.example.com:443/x"}, headers: []string{"X-Forwarded-Proto: http", "X-Forwarded-Host: evil.example"}, want: "https://public.example.com"},
	} {
		s := newSite(t, c.o)
		require.Equal(t, c.want, s.Origin(request("GET", "10.0.0.5:8080", "/", c.headers...)), name)
	}
}

func TestSite_AcceptsHost(t *testing.T) {
	t.Parallel()
	loopback := site.Options{Listen: "127.0.0.1:8080"}
	wildcard := site.Options{Listen: "0.0.0.0:8080"}
	address := site.Options{Listen: "10.0.0.5:8080"}
	public := site.Options{Listen: "[::]:8080", Public: "https://deck.example.com"}
	behind := site.Options{Listen: "0.0.0.0:8080", Trusted: onlyProxy}
	behindPublic := site.Options{Listen: "0.0.0.0:8080", Trusted: onlyProxy, Public: "https://deck.example.com/x"}
	for _, c := range []struct {
		o       site.Options
		host    string
		headers []string
		want    bool
	}{
		{loopback, "127.0.0.1:8080", nil, true},
		{loopback, "localhost:9", nil, true},
		{loopback, "[::1]:8080", nil, true},
		{loopback, "deck.localhost", nil, true},
		{loopback, "evil.example", nil, false},
		{loopback, "localhost.evil.example", nil, false},
		{loopback, "10.0.0.5", nil, false},
		{loopback, "", nil, false},
		{address, "10.0.0.5:8080", nil, true},
		{address, "10.0.0.6", nil, false},
		{address, "evil.example:8080", nil, false},
		{wildcard, "10.0.0.6:8080", nil, true},
		{wildcard, "[fe80::1]:8080", nil, true},
		{wildcard, "evil.example", nil, false},
		{wildcard, "evil.example", []string{"X-Forwarded-Host: localhost"}, false},
		{wildcard, "10.0.0.6", []string{"X-Forwarded-Host: evil.example"}, true},
		{public, "deck.example.com", nil, true},
		{public, "DECK.example.com:443", nil, true},
		{public, "deck.example.com:80", nil, false},
		{public, "127.0.0.1:8080", nil, true},
		{public, "evil.example", nil, false},
		{behind, "evil.example", nil, false},
		{behind, "web-1:8080", []string{"X-Forwarded-Host: deck.example.com"}, true},
		{behindPublic, "web-1:8080", []string{"X-Forwarded-For: 10.0.0.9"}, true},
		{behindPublic, "upstream.example", []string{"X-Forwarded-Host: deck.example.com"}, true},
		{behindPublic, "evil.example", []string{"X-Forwarded-For: 10.0.0.9"}, false},
	} {
		require.Equal(t, c.want, newSite(t, c.o).AcceptsHost(request("GET", c.host, "/", c.headers...)), "%s %v on %s %s", c.host, c.headers, c.o.Listen, c.o.Public)
	}
}

func TestSite_AcceptsOrigin(t *testing.T) {
	t.Parallel()
	public := site.Options{Listen: "127.0.0.1:8080", Public: "https://deck.example.com"}
	for _, c := range []struct {
		o            site.Options
		host, origin string
		want         bool
	}{
		{public, "deck.example.com", "https://deck.example.com", true},
		{public, "127.0.0.1:8080", "https://deck.example.com", true}, // a proxy that rewrites Host
		{public, "127.0.0.1:8080", "http://127.0.0.1:8080", true},    // a tunnel
		{public, "deck.example.com", "http://deck.example.com", false},
		{public, "deck.example.com", "https://evil.example", false},
		{public, "deck.example.com", "null", false},
		{site.Options{}, "127.0.0.1:8080", "http://127.0.0.1:8080", true},
		{site.Options{}, "127.0.0.1:8080", "http://127.0.0.1:9090", false},
	} {
		require.Equal(t, c.want, newSite(t, c.o).AcceptsOrigin(request("POST", c.host, "/", "Origin: "+c.origin)), "%s from %s", c.host, c.origin)
	}
}

func TestSite_Unencrypted(t *testing.T) {
	t.Parallel()
	for want, all := range map[bool][]site.Options{
		true:  {{Listen: "0.0.0.0:80"}, {Listen: ":80"}, {Listen: "10.0.0.5:80"}, {Listen: ":80", Public: "http://deck.example.com"}},
		false: {{Listen: "127.0.0.1:80"}, {Listen: "[::1]:80"}, {Listen: ":80", TLS: true}, {Listen: ":80", Proxied: true}, {Listen: ":80", Public: "https://deck.example.com"}, {Listen: ":80", Public: "http://localhost"}},
	} {
		for _, o := range all {
			require.Equal(t, want, newSite(t, o).Unencrypted(), "%+v", o)
		}
	}
}

// edge sends a request through the edge of a site, and returns what the handler received and the response.
func edge(s *site.Site, r *http.Request, response func(http.ResponseWriter, *http.Request)) (seen *http.Request, w *httptest.ResponseRecorder) {
	w = httptest.NewRecorder()
	refuse := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMisdirectedRequest) })
	s.Edge(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { seen = r; response(w, r) }), refuse, func(path string) bool { return path == "/healthz" }).ServeHTTP(w, r)
	return seen, w
}

func nothing(http.ResponseWriter, *http.Request) {}

func TestEdge_WorksBelowPathStrippedOrNot(t *testing.T) {
	t.Parallel()
	s := newSite(t, site.Options{Public: "https://deck.example.com/tools/deck", Listen: ":80"})
	for path, want := range map[string]string{
		"/tools/deck/volumes?q=a": "/volumes?q=a", "/volumes?q=a": "/volumes?q=a", "/tools/deck": "/", "/tools/deck/": "/",
		"/tools/decks": "/tools/decks", "/tools/deck/a%2Fb": "/a%2Fb", "/tools/deck?x=1": "/?x=1",
	} {
		seen, _ := edge(s, request("GET", "deck.example.com", path, "Referer: https://deck.example.com/tools/deck/x?y"), nothing)
		require.Equal(t, want, seen.URL.RequestURI(), path)
		require.Equal(t, "https://deck.example.com/x?y", seen.Referer())
		seen, _ = edge(s, request("GET", "deck.example.com", path, "Referer: https://deck.example.com/tools/deck/a%2Fb?y#z"), nothing)
		require.Equal(t, "https://deck.example.com/a%2Fb?y", seen.Referer(), "a slash in an id stays one")
		require.Equal(t, "deck.example.com", seen.Host)
	}
}

func TestEdge_TranslatesRedirectsAndCookies(t *testing.T) {
	t.Parallel()
	response := func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", Path: "/", HttpOnly: true})
		http.Redirect(w, r, "/login?next=%2Fx", http.StatusSeeOther)
	}
	for public, want := range map[string][2]string{
		"http://deck.example.com":       {"/login?next=%2Fx", "a=1; Path=/; HttpOnly"},
		"https://deck.example.com":      {"/login?next=%2Fx", "__Host-a=1; Path=/; HttpOnly; Secure"},
		"https://deck.example.com/deck": {"/deck/login?next=%2Fx", "__Secure-a=1; Path=/deck; HttpOnly; Secure"},
		"http://deck.example.com/deck":  {"/deck/login?next=%2Fx", "a=1; Path=/deck; HttpOnly"},
	} {
		_, w := edge(newSite(t, site.Options{Public: public}), request("GET", "deck.example.com", "/x"), response)
		require.Equal(t, http.StatusSeeOther, w.Code)
		require.Equal(t, want[0], w.Header().Get("Location"), public)
		require.Equal(t, []string{want[1]}, w.Header()["Set-Cookie"], public)
	}
}

func TestEdge_TakesOnlyCookiesWithPrefix(t *testing.T) {
	t.Parallel()
	s := newSite(t, site.Options{Public: "https://deck.example.com"})
	seen, _ := edge(s, request("GET", "deck.example.com", "/", "Cookie: snapdeck=forged; __Host-snapdeck=own; __Secure-snapdeck=other"), nothing)
	require.Equal(t, "snapdeck=own", seen.Header.Get("Cookie"))
	seen, _ = edge(newSite(t, site.Options{}), request("GET", "localhost", "/", "Cookie: snapdeck=own"), nothing)
	require.Equal(t, "snapdeck=own", seen.Header.Get("Cookie"))
}

func TestEdge_RefusesForeignHosts(t *testing.T) {
	t.Parallel()
	s := newSite(t, site.Options{Listen: ":80"})
	_, w := edge(s, request("GET", "evil.example", "/"), nothing)
	require.Equal(t, http.StatusMisdirectedRequest, w.Code)
	_, w = edge(s, request("GET", "evil.example", "/healthz"), nothing)
	require.Equal(t, http.StatusOK, w.Code)
}

func TestEdge_LogsUntrustedForwardingOnce(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	s := newSite(t, site.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	for range 3 {
		edge(s, request("GET", "localhost", "/", "X-Forwarded-For: 10.0.0.1"), nothing)
	}
	require.Equal(t, 1, strings.Count(log.String(), "SNAPDECK_TRUSTED_PROXIES"))
}

func TestEdge_ControllersReachConnection(t *testing.T) {
	t.Parallel()
	_, w := edge(newSite(t, site.Options{}), request("GET", "localhost", "/"), func(w http.ResponseWriter, _ *http.Request) {
		_, err := io.WriteString(w, "x")
		require.NoError(t, err)
		require.NoError(t, http.NewResponseController(w).Flush())
	})
	require.True(t, w.Flushed)
}

func TestSite_HTML(t *testing.T) {
	t.Parallel()
	page := `<a href="/x" data-path="/x">="/y"</a><form method="post" action="/z"><button formaction="/q"></button></form><a href="//other">` +
		`<use href="/static/i.svg#a"></use><input value="/x"><a title=" href=&#34;/n&#34;" href="https://x/">` + "<body\n\tdata-worker=\"/w\">"
	want := `<a href="/deck/x" data-path="/x">="/y"</a><form method="post" action="/deck/z"><button formaction="/deck/q"></button></form><a href="//other">` +
		`<use href="/deck/static/i.svg#a"></use><input value="/x"><a title=" href=&#34;/n&#34;" href="https://x/">` + "<body\n\tdata-worker=\"/deck/w\">"
	require.Equal(t, want, string(newSite(t, site.Options{Public: "https://x/deck"}).HTML([]byte(page))))
	require.Equal(t, page, string(newSite(t, site.Options{Public: "https://x"}).HTML([]byte(page))))
}
