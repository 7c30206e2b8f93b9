package site

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// hostOf returns the host of an address, without port and without the brackets of an IPv6 address.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(address, "["), "]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && addr.IsLoopback()
}

// isWildcard reports whether listening on a host means all addresses of the machine.
func isWildcard(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "" || err == nil && addr.IsUnspecified()
}

// AcceptsHost reports whether a request names a host of Snapdeck. Another site may point its own name at this machine,
// and its scripts would then have the same origin as ours.
func (s *Site) AcceptsHost(r *http.Request) bool {
	if s.fromProxy(r) && s.proxyNames(r) {
		return true
	}
	return s.isPublic(r.Host) || s.isOwn(hostOf(r.Host))
}

// proxyNames reports whether a trusted proxy passed on an acceptable host: any without a public URL; with one, its host,
// or a name without a dot, which no other site can have.
func (s *Site) proxyNames(r *http.Request) bool {
	return s.public == nil || s.isPublic(s.claimedHost(r)) || !strings.Contains(hostOf(r.Host), ".")
}

func (s *Site) isPublic(host string) bool {
	return s.public != nil && canonicalHost(s.public.Scheme, host) == s.public.Host
}

// isOwn reports whether a host is this machine, or the address that Snapdeck listens on.
func (s *Site) isOwn(host string) bool {
	if isLoopback(host) || host == s.listen && host != "" {
		return true
	}
	_, err := netip.ParseAddr(host)
	return err == nil && isWildcard(s.listen)
}

// AcceptsOrigin reports whether the Origin of a request is Snapdeck itself. It accepts requests without one, which need
// another check.
func (s *Site) AcceptsOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false // including "null", which frames and files send
	}
	if s.public == nil {
		return strings.EqualFold(canonicalHost(u.Scheme, u.Host), s.Host(r)) || strings.EqualFold(u.Host, r.Host)
	}
	from := u.Scheme + "://" + canonicalHost(u.Scheme, u.Host)
	return from == s.Origin(r) || s.isOwn(hostOf(r.Host)) && strings.EqualFold(u.Host, r.Host)
}
