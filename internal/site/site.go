package site

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Options configure a Site.
type Options struct {
	Public  string                // URL that browsers use, with its path; empty: derived from each request
	Listen  string                // host:port that Snapdeck listens on
	TLS     bool                  // whether Snapdeck itself serves TLS
	Trusted func(netip.Addr) bool // whether a peer's forwarding headers count; nil: none do
	Proxied bool                  // whether any peer is trusted
	Log     *slog.Logger          // nil: none
}

// Site knows where browsers reach Snapdeck. It is safe for concurrent use.
type Site struct {
	public    *url.URL // nil: not set
	base      string   // path of the public URL without a trailing slash
	listen    string   // host that Snapdeck listens on
	tls       bool
	proxied   bool
	trusted   func(netip.Addr) bool
	log       *slog.Logger
	untrusted sync.Once // the forwarding headers of an untrusted peer were logged
}

// New returns a site, or an error about an invalid public URL.
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

// ParsePublic parses and normalises a public URL: scheme, host, optional port, and a path without a trailing slash. The
// error continues a sentence about the address, which may contain a password.
func ParsePublic(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Hostname() == "", u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("is not an address such as https://snapdeck.example.com")
	case u.User != nil, u.RawQuery != "", u.Fragment != "", u.ForceQuery:
		return nil, errors.New("has more than a scheme, a host and a path")
	case strings.ContainsFunc(u.Host, func(r rune) bool { return r > unicode.MaxASCII || r == '%' }):
		return nil, errors.New("has a host that browsers write in another way; write it as xn--… or without a zone")
	case !validPort(u.Port()):
		return nil, errors.New("has a port that is not between 1 and 65535")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	if u.RawPath != "" || u.Path != "" && (u.Path != path.Clean(u.Path) || strings.Trim(u.Path, pathLetters) != "") {
		return nil, errors.New("has a path with other characters than letters, digits, -, _, . and /")
	}
	u.Host = canonicalHost(u.Scheme, u.Host)
	return u, nil
}

func validPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

// pathLetters are the characters of a public path, none of which needs escaping in HTML or cookies.
const pathLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./"

// canonicalHost returns a host in lower case, without the default port of its scheme.
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

// Base is the path below which browsers reach Snapdeck, without a trailing slash; empty: none.
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

// Host is the host, with a port unless it is the default, that the browser of a request uses.
func (s *Site) Host(r *http.Request) string {
	if s.public != nil {
		return s.public.Host
	}
	return canonicalHost(s.Scheme(r), s.claimedHost(r))
}

// claimedHost is the host that the browser requested, by the header of a trusted proxy or by the request itself.
func (s *Site) claimedHost(r *http.Request) string {
	if host := firstOf(r.Header.Get("X-Forwarded-Host")); host != "" && s.fromProxy(r) {
		return host
	}
	return r.Host
}

// Origin is the scheme and the host that the browser of a request uses.
func (s *Site) Origin(r *http.Request) string { return s.Scheme(r) + "://" + s.Host(r) }

// URL returns the absolute address of a path of Snapdeck.
func (s *Site) URL(r *http.Request, path string) string { return s.Origin(r) + s.base + path }

// Unencrypted reports whether passwords probably travel unencrypted: Snapdeck is reachable from other machines without
// TLS, and neither a trusted proxy nor the public URL suggests that there is TLS in front.
func (s *Site) Unencrypted() bool {
	if s.tls || s.proxied || isLoopback(s.listen) {
		return false
	}
	return s.public == nil || s.public.Scheme != "https" && !isLoopback(s.public.Hostname())
}

// firstOf returns the first value of a header to which proxies append.
func firstOf(header string) string {
	first, _, _ := strings.Cut(header, ",")
	return strings.TrimSpace(first)
}
