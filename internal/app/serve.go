package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// The limits of the HTTP server. There is no write timeout: event streams stay open and set their own
// deadlines.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 32 << 10
)

// serve serves requests until Stop.
func (a *App) serve() {
	a.server = &http.Server{
		Handler:           a.handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := a.server.Serve(a.listener); !errors.Is(err, http.ErrServerClosed) {
			a.failed <- fmt.Errorf("serve: %w", err)
		}
	}()
	a.shutdown.add("web server", func(ctx context.Context) error {
		a.drain(ctx)
		a.web.CloseStreams()
		err := a.server.Shutdown(ctx)
		if err != nil {
			err = errors.Join(err, a.server.Close())
		}
		<-ended
		return err
	})
}

// drain keeps serving for a while after /healthz reports the shutdown.
func (a *App) drain(ctx context.Context) {
	a.web.Drain()
	if a.config.Drain == 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(a.config.Drain):
	}
}

// address returns the client's address: from a trusted proxy, else the peer's.
func (a *App) address(r *http.Request) string {
	peer := peerOf(r)
	if !a.config.TrustedProxies.Contains(peer) {
		return peer.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		if !a.config.TrustedProxies.Contains(hop) {
			return hop.Unmap().String()
		}
	}
	return peer.String()
}

// scheme returns the browser's scheme: from a trusted proxy, else our own.
func (a *App) scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	if a.config.TrustedProxies.Contains(peerOf(r)) && r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}

func peerOf(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return peer.Addr().Unmap()
}
