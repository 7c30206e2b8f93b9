package e2e

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// localAddress matches an address of this host in an attribute of a page.
var localAddress = regexp.MustCompile(`\s(href|src|action|formaction|data-stream|data-worker|data-done|data-failed)="(/[^"]*)"`)

// Snapdeck and its scripts work below a path behind real proxies, whether or not they remove the path, and whether or
// not they forward the browser's Host.
func TestProxies_BelowPath(t *testing.T) {
	t.Parallel()
	const path = "/tools/deck"
	for name, c := range map[string]struct {
		start   func(t *testing.T, c proxyConfig) *exec.Cmd
		config  proxyConfig
		browser bool
	}{
		"nginx takes the path off": {nginx, proxyConfig{path: path, stripsPath: true}, true},
		"nginx hands the host on":  {nginx, proxyConfig{path: path, keepsHost: true}, false},
		"caddy leaves the path":    {caddy, proxyConfig{path: path}, true},
		"caddy hands the host on":  {caddy, proxyConfig{path: path, stripsPath: true, keepsHost: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := startBehind(t, c.start, c.config, pollEverySecond)
			client := d.loggedInClient(t)
			d.requireOwnAddresses(t, client, path)
			d.requireOwnRedirects(t, client, path)
			d.requireStream(t, client)
			if c.browser {
				d.requireScriptsBelow(t, path)
			}
		})
	}
}

// requireOwnAddresses follows each kind of address on some pages: all must be below the path and exist.
func (d *testApp) requireOwnAddresses(t *testing.T, c *http.Client, path string) {
	t.Helper()
	origin := strings.TrimSuffix(d.url, path)
	checked := map[string]bool{}
	for _, page := range []string{"/", "/volumes", "/snapshots", "/datacenters", "/operations", "/audit", "/views", "/no-such-page"} {
		response, err := c.Get(d.url + page)
		if err != nil {
			t.Fatal(err)
		}
		found := localAddress.FindAllStringSubmatch(read(t, response), -1)
		if len(found) < 20 {
			t.Errorf("%s has %d addresses only", page, len(found))
		}
		for _, m := range found {
			if !strings.HasPrefix(m[2], path+"/") {
				t.Errorf("%s: %s=%q is not below %s", page, m[1], m[2], path)
			}
			if m[1] == "src" || m[1] == "data-worker" || m[1] == "href" && strings.HasPrefix(m[2], path+"/static/") {
				checked[strings.SplitN(m[2], "#", 2)[0]] = true
			}
		}
	}
	for address := range checked {
		response, err := c.Get(origin + address)
		if err != nil {
			t.Fatal(err)
		}
		text := read(t, response)
		if response.StatusCode != http.StatusOK {
			t.Errorf("GET %s: %d", address, response.StatusCode)
		}
		for _, font := range regexp.MustCompile(`url\("([^"]*)"\)`).FindAllStringSubmatch(text, 3) {
			base, _ := url.Parse(origin + address)
			at, err := base.Parse(font[1])
			if err != nil || strings.HasPrefix(font[1], "data:") {
				continue
			}
			if response, err := c.Get(at.String()); err != nil || response.Body.Close() != nil || response.StatusCode != http.StatusOK {
				t.Errorf("GET %s: %v %v", at, response, err)
			}
		}
	}
}

// requireOwnRedirects sends a form, which must lead to a page below the path; the cookies are only for that path.
func (d *testApp) requireOwnRedirects(t *testing.T, c *http.Client, path string) {
	t.Helper()
	header := d.post(t, c, "/theme", url.Values{"theme": {"dark"}, "back": {"/volumes?q=a"}}, http.StatusSeeOther)
	if got := header.Get("Location"); got != path+"/volumes?q=a" {
		t.Errorf("led to %q", got)
	}
	for _, line := range header["Set-Cookie"] {
		if !strings.Contains(line, "Path="+path+";") {
			t.Errorf("the cookie %q is not for the path", line)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/theme", strings.NewReader("theme=light"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for origin, want := range map[string]int{strings.TrimSuffix(d.url, path): http.StatusSeeOther, "http://evil.example": http.StatusForbidden} {
		request.Header.Set("Origin", origin)
		request.Body, _ = request.GetBody()
		response, err := c.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if read(t, response); response.StatusCode != want {
			t.Errorf("a form from %s: status %d, want %d", origin, response.StatusCode, want)
		}
	}
}

// requireStream requires that a heartbeat of an open event stream arrives: the proxy must not buffer it.
func (d *testApp) requireStream(t *testing.T, c *http.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), uiTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/events?page=%2Fvolumes", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	response, err := c.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	heartbeats, lines := 0, bufio.NewScanner(response.Body)
	lines.Buffer(nil, 10<<20)
	for heartbeats < 2 && lines.Scan() {
		if lines.Text() == "event: beat" {
			heartbeats++
		}
	}
	if heartbeats < 2 {
		t.Errorf("%d heartbeats: %v", heartbeats, lines.Err())
	}
}

// requireScriptsBelow requires that scripts work below a path.
func (d *testApp) requireScriptsBelow(t *testing.T, path string) {
	t.Helper()
	b := open(t, d)
	b.logIn()
	b.visit("/volumes")
	b.waitFor(uiTimeout, "the stream is live", `document.querySelector("#live").dataset.state === "live" && document.querySelector("#live").dataset.at !== ""`)
	b.fill("#filter-q, form[data-filter] input[name=q]", "web")
	b.waitFor(uiTimeout, "the address follows the filter", `location.pathname + location.search === "`+path+`/volumes?q=web"`)
	b.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(2)))
	b.waitFor(uiTimeout, "the palette finds something below the path", `[...document.querySelectorAll("#palette-found a")].length > 0 && [...document.querySelectorAll("#palette-found a")].every((a) => a.pathname.startsWith("`+path+`/"))`)
	b.requireNoErrors()
}
