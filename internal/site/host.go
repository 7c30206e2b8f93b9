package site

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// hostOf is a host without its port and without the brackets of an IPv6 address.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(address, "["), "]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// isLoopback reports whether a host is this machine itself.
func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && addr.IsLoopback()
}

// isWildcard reports whether a host that is listened on stands for all addresses of the machine.
func isWildcard(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "" || err == nil && addr.IsUnspecified()
}

// AcceptsHost reports whether a request names a host by which Snapdeck may be reached. A name that is not
// ours may have been pointed at this machine by another site, whose scripts would then count as ours.
func (s *Site) AcceptsHost(r *http.Request) bool {
	if s.fromProxy(r) && s.proxyNames(r) {
		return true
	}
	return s.isPublic(r.Host) || s.isOwn(hostOf(r.Host))
}

// proxyNames reports whether what a trusted proxy says of the host fits. Without a public URL the proxy is
// believed; with one, a proxy may also name Snapdeck by a name without a dot, which nobody can own.
func (s *Site) proxyNames(r *http.Request) bool {
	return s.public == nil || s.isPublic(s.claimedHost(r)) || !strings.Contains(hostOf(r.Host), ".")
}

func (s *Site) isPublic(host string) bool {
	return s.public != nil && canonicalHost(s.public.Scheme, host) == s.public.Host
}

// isOwn reports whether a host is this machine itself or what is listened on.
func (s *Site) isOwn(host string) bool {
	if isLoopback(host) || host == s.listen && host != "" {
		return true
	}
	_, err := netip.ParseAddr(host)
	return err == nil && isWildcard(s.listen)
}

// AcceptsOrigin reports whether the Origin of a request is Snapdeck itself, as far as the request has one.
// Whether a request without one may pass is for others to decide.
func (s *Site) AcceptsOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false // "null" too: a frame or a file sent it
	}
	if s.public == nil {
		return strings.EqualFold(canonicalHost(u.Scheme, u.Host), s.Host(r)) || strings.EqualFold(u.Host, r.Host)
	}
	from := u.Scheme + "://" + canonicalHost(u.Scheme, u.Host)
	return from == s.Origin(r) || s.isOwn(hostOf(r.Host)) && strings.EqualFold(u.Host, r.Host)
}
