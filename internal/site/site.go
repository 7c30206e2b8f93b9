package site

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"sync"
)

// Options are what a Site is made of.
type Options struct {
	Public  string                // URL that browsers use, with its path; empty: what requests say
	Listen  string                // host:port that is listened on
	TLS     bool                  // whether Snapdeck answers by TLS itself
	Trusted func(netip.Addr) bool // whether the forwarding headers of a peer count; nil: nobody's do
	Proxied bool                  // whether any peer is trusted
	Log     *slog.Logger          // nil: nowhere
}

// Site is where browsers reach Snapdeck. Its methods may be called concurrently.
type Site struct {
	public    *url.URL // nil when it is not set
	base      string   // path of the public URL without a slash at its end
	listen    string   // host that is listened on
	tls       bool
	proxied   bool
	trusted   func(netip.Addr) bool
	log       *slog.Logger
	untrusted sync.Once // the forwarding headers of an untrusted peer were logged
}

// New returns the site of some options, or says what is wrong with its public URL.
func New(o Options) (*Site, error) {
	s := &Site{tls: o.TLS, proxied: o.Proxied, trusted: o.Trusted, log: o.Log}
	if s.trusted == nil {
		s.trusted = func(netip.Addr) bool { return false }
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.listen = hostOf(o.Listen)
	if o.Public == "" {
		return s, nil
	}
	public, err := ParsePublic(o.Public)
	if err != nil {
		return nil, err
	}
	s.public, s.base = public, public.Path
	return s, nil
}

// ParsePublic reads a public URL: scheme, host, maybe a port, and a path without a slash at its end.
func ParsePublic(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("%q is not an address such as https://snapdeck.example.com", text)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return nil, fmt.Errorf("%q has more than a scheme, a host and a path", text)
	}
	u.Path = strings.TrimRight(u.Path, "/")
	if u.RawPath != "" || u.Path != "" && (u.Path != path.Clean(u.Path) || strings.Trim(u.Path, pathLetters) != "") {
		return nil, fmt.Errorf("%q has a path with other characters than letters, digits, -, _, . and /", text)
	}
	u.Host = canonicalHost(u.Scheme, u.Host)
	return u, nil
}

// pathLetters are the characters of a public path. Markup and cookies take them as they are.
const pathLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./"

// canonicalHost is a host in small letters, without the port that its scheme has anyway.
func canonicalHost(scheme, host string) string {
	host = strings.ToLower(host)
	name, port, err := net.SplitHostPort(host)
	if err != nil || !(scheme == "https" && port == "443" || scheme == "http" && port == "80") {
		return host
	}
	if strings.Contains(name, ":") {
		return "[" + name + "]"
	}
	return name
}

// Base is the path below which browsers reach Snapdeck, without a slash at its end; empty: none.
func (s *Site) Base() string { return s.base }

// Scheme is the scheme that the browser of a request uses.
func (s *Site) Scheme(r *http.Request) string {
	switch {
	case s.public != nil:
		return s.public.Scheme
	case r.TLS != nil:
		return "https"
	case s.fromProxy(r) && firstOf(r.Header.Get("X-Forwarded-Proto")) == "https":
		return "https"
	default:
		return "http"
	}
}

// Host is the host, maybe with a port, that the browser of a request uses.
func (s *Site) Host(r *http.Request) string {
	if s.public != nil {
		return s.public.Host
	}
	return canonicalHost(s.Scheme(r), s.claimedHost(r))
}

// claimedHost is the host that the browser asked for, as far as the request tells.
func (s *Site) claimedHost(r *http.Request) string {
	if host := firstOf(r.Header.Get("X-Forwarded-Host")); host != "" && s.fromProxy(r) {
		return host
	}
	return r.Host
}

// Origin is the scheme and the host that the browser of a request uses.
func (s *Site) Origin(r *http.Request) string { return s.Scheme(r) + "://" + s.Host(r) }

// URL is the absolute address of a path of Snapdeck.
func (s *Site) URL(r *http.Request, path string) string { return s.Origin(r) + s.base + path }

// Named reports whether browsers reach Snapdeck by a name that is known beforehand, not by an address.
func (s *Site) Named() bool { return s.public != nil }

// Unencrypted reports whether others can read what browsers send, as far as is known: Snapdeck listens
// beyond this machine without TLS, and neither a proxy nor a public address says that there is TLS.
func (s *Site) Unencrypted() bool {
	if s.tls || s.proxied || isLoopback(s.listen) {
		return false
	}
	return s.public == nil || s.public.Scheme != "https" && !isLoopback(s.public.Hostname())
}

// firstOf is the first value of a header that proxies append to.
func firstOf(header string) string {
	first, _, _ := strings.Cut(header, ",")
	return strings.TrimSpace(first)
}
