package cloud

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// basePath is the prefix of every path of the API (docs/ionos-api.md 3).
const basePath = "/cloudapi/v6"

// endpoint is the only address that may receive the credentials.
type endpoint struct {
	scheme string
	host   string // with its port, if it has one
	prefix string // a path before basePath, usually empty
}

// parseEndpoint parses an address in any form that IONOS's own tools accept, and those that break the SDK (docs/ionos-api.md
// 9.11): a trailing slash, host:port, localhost:port.
func parseEndpoint(text string) (endpoint, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		text = schemeFor(text) + "://" + text
	}
	u, err := url.Parse(text)
	if err != nil {
		return endpoint{}, errors.New("cloud: the endpoint is not an address such as " + DefaultEndpoint)
	}
	switch {
	case u.User != nil:
		return endpoint{}, errors.New("cloud: the endpoint must not hold credentials")
	case u.Hostname() == "", u.Scheme != "https" && u.Scheme != "http":
		return endpoint{}, fmt.Errorf("cloud: the endpoint %q is not an address such as %s", u.Redacted(), DefaultEndpoint)
	case u.RawQuery != "" || u.Fragment != "":
		return endpoint{}, errors.New("cloud: the endpoint has more than a scheme, a host and a path")
	}
	path := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(u.EscapedPath(), "/"), basePath), "/")
	return endpoint{scheme: u.Scheme, host: strings.ToLower(u.Host), prefix: path}, nil
}

// schemeFor returns the scheme of an address without one: only loopback hosts use http.
func schemeFor(address string) string {
	host := (&url.URL{Host: strings.SplitN(address, "/", 2)[0]}).Hostname()
	ip, err := netip.ParseAddr(host)
	if strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback() {
		return "http"
	}
	return "https"
}

// base is the address that API paths are appended to.
func (e endpoint) base() string { return e.scheme + "://" + e.host + e.prefix + basePath }

// owns reports whether an address belongs to the endpoint and may receive the credentials.
func (e endpoint) owns(u *url.URL) bool {
	return u.Scheme == e.scheme && withPort(u.Scheme, u.Host) == withPort(e.scheme, e.host)
}

func withPort(scheme, host string) string {
	host = strings.ToLower(host)
	if (&url.URL{Host: host}).Port() != "" {
		return host
	}
	if scheme == "https" {
		return host + ":443"
	}
	return host + ":80"
}

// maxRedirects bounds the redirects of a GET within the endpoint.
const maxRedirects = 3

// follows reports whether a response is a redirect of a GET within the endpoint.
func (e endpoint) follows(resp *http.Response) bool {
	redirects := []int{
		http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
	}
	if resp.Request.Method != http.MethodGet || !slices.Contains(redirects, resp.StatusCode) {
		return false
	}
	to, err := resp.Location()
	return err == nil && e.owns(to)
}
