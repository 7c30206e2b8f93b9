package site

import (
	"net/http"
	"net/netip"
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

// Forwarded reports whether a request bears a header that proxies set.
func Forwarded(r *http.Request) bool {
	for _, name := range [...]string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"} {
		if len(r.Header.Values(name)) > 0 {
			return true
		}
	}
	return false
}

// Local reports whether a request comes from this machine and was not passed on by a proxy, as far as that shows.
func Local(r *http.Request) bool {
	return Peer(r).IsLoopback() && !Forwarded(r) && len(r.Header.Values("Via")) == 0 && len(r.Header.Values("X-Real-Ip")) == 0
}

// fromProxy reports whether a request was passed on by a proxy that is trusted.
func (s *Site) fromProxy(r *http.Request) bool { return Forwarded(r) && s.trusted(Peer(r)) }

// Address is where a request comes from: what a trusted proxy says, else the peer.
func (s *Site) Address(r *http.Request) string {
	peer := Peer(r)
	if !s.trusted(peer) {
		return peer.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
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
		s.log.Warn("ignore forwarding headers of a peer that is not in SNAPDECK_TRUSTED_PROXIES", "peer", Peer(r).String())
	})
}
