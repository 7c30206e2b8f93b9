package site

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Peer is the address of the other end of the connection; invalid when it has none.
func Peer(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return peer.Addr().Unmap()
}

// Forwarded reports whether a request has a header that proxies set.
func Forwarded(r *http.Request) bool {
	return slices.ContainsFunc([]string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"},
		func(name string) bool { return len(r.Header.Values(name)) > 0 })
}

// Local reports whether a request comes from this machine and shows no sign of a proxy.
func Local(r *http.Request) bool {
	return Peer(r).IsLoopback() && !Forwarded(r) && len(r.Header.Values("Via")) == 0 && len(r.Header.Values("X-Real-Ip")) == 0
}

// fromProxy reports whether a trusted proxy passed on a request.
func (s *Site) fromProxy(r *http.Request) bool { return Forwarded(r) && s.trusted(Peer(r)) }

// Address returns the client's address: the last one before the trusted proxies, else the peer.
func (s *Site) Address(r *http.Request) string {
	peer := Peer(r)
	if !s.trusted(peer) {
		return peer.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(hops) {
		hop, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			break
		}
		if !s.trusted(hop.Unmap()) {
			return hop.Unmap().String()
		}
	}
	return peer.String()
}

// noteUntrusted logs once that forwarding headers came from a peer that is not trusted.
func (s *Site) noteUntrusted(r *http.Request) {
	if !Forwarded(r) || s.trusted(Peer(r)) {
		return
	}
	s.untrusted.Do(func() {
		s.log.Warn("ignore forwarding headers", "peer", Peer(r).String(), "reason", "not in SNAPDECK_TRUSTED_PROXIES")
	})
}
