package cloud

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// basePath stands before every path of the API (API reference 3).
const basePath = "/cloudapi/v6"

// endpoint is the one place that may be given the credentials.
type endpoint struct {
	scheme string
	host   string // with its port, if it has one
	prefix string // a path before basePath, usually empty
}

// parseEndpoint reads an address in any of the forms that IONOS's own tools take, and those
// that break the SDK (API reference 9.11): a trailing slash, host:port, localhost:port.
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

// schemeFor chooses the scheme of an address without one: only loopback hosts go without TLS.
func schemeFor(address string) string {
	host := (&url.URL{Host: strings.SplitN(address, "/", 2)[0]}).Hostname()
	ip, err := netip.ParseAddr(host)
	if strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback() {
		return "http"
	}
	return "https"
}

// base is the address that the paths of the API are appended to.
func (e endpoint) base() string { return e.scheme + "://" + e.host + e.prefix + basePath }

// owns reports whether an address lies at the endpoint, so that it may see the credentials.
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

// maxRedirects is how many redirects inside the endpoint a GET follows.
const maxRedirects = 3

// follows reports whether an answer is a redirect that may be followed: of a GET, and one
// that stays at the endpoint.
func (e endpoint) follows(resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return false
	}
	if resp.Request.Method != http.MethodGet {
		return false
	}
	to, err := resp.Location()
	return err == nil && e.owns(to)
}
