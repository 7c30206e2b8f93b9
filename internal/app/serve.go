package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"snapdeck/internal/backoff"
)

// The limits of the HTTP server. There is no write timeout: event streams stay open and set their own
// deadlines.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 32 << 10
)

func (a *App) serve() {
	a.server = &http.Server{
		Handler:           a.handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
	}
	serve := a.server.Serve
	if a.config.TLS() {
		a.server.TLSConfig = newCertificates(a.config.TLSCert, a.config.TLSKey, a.log.With("part", "tls")).config()
		serve = func(l net.Listener) error { return a.server.ServeTLS(l, "", "") }
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := serve(a.listener); !errors.Is(err, http.ErrServerClosed) {
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
	_ = backoff.Wait(ctx, a.config.Drain) // which a forced shutdown cuts short
}
