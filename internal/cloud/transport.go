package cloud

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"snapdeck/internal/inventory"
)

// transport is the http.RoundTripper beneath the SDK. Against the contract of RoundTripper it returns only 2xx
// responses, completely read, and turns all others into an *inventory.APIError, which bypasses the SDK's own
// retries and error decoding (docs/ionos-api.md 6 and 9). It is safe for concurrent use.
type transport struct {
	cfg      Config
	endpoint endpoint
	identity identity
	shared   http.RoundTripper // reuses connections
	fresh    http.RoundTripper // a new connection for each call
	budget   *budget
	bodies   *bodyReader
	slots    chan struct{}
	retry    retryPolicy
}

func newTransport(cfg Config, at endpoint) *transport {
	t := &transport{
		cfg:      cfg,
		endpoint: at,
		identity: newIdentity(cfg),
		shared:   cfg.Transport,
		fresh:    cfg.Transport,
		budget:   &budget{reserve: cfg.Reserve},
		bodies:   &bodyReader{},
		slots:    make(chan struct{}, cfg.MaxConcurrent),
		retry:    retryPolicy{tries: cfg.Tries, maxWait: cfg.MaxWait, rand: cfg.Rand},
	}
	if cfg.Transport == nil {
		t.shared, t.fresh = newNetwork(cfg, true), newNetwork(cfg, false)
	}
	return t
}

// newNetwork returns the network transport, with or without reuse of connections. Idle connections are closed
// earlier than common gateways close them.
func newNetwork(cfg Config, keep bool) *http.Transport {
	dialer := &net.Dialer{Timeout: cfg.Timeouts.Dial, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		TLSHandshakeTimeout:   cfg.Timeouts.Dial,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second},
		DisableKeepAlives:     !keep,
		MaxIdleConnsPerHost:   cfg.MaxConcurrent,
		IdleConnTimeout:       30 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

var errForeign = errors.New("the address is outside the configured endpoint and was not called")

// RoundTrip makes one SDK call, with retries.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	c := callOf(req.Context())
	if !t.endpoint.owns(req.URL) {
		closeBody(req)
		return nil, c.apiError(inventory.ErrUnreachable, fmt.Errorf("%s: %w", req.URL.Host, errForeign))
	}
	for try := 1; ; try++ {
		resp, failed := t.attempt(req, c)
		if failed == nil {
			return resp, nil
		}
		wait, again := t.retry.next(req, c, failed, try)
		if !again {
			return nil, failed.err
		}
		t.cfg.Logger.Info("retry call", "route", c.route, "try", try+1, "wait", wait, "because", failed.err.Kind.Error())
		if err := t.cfg.Sleep(req.Context(), wait); err != nil {
			return nil, failed.err
		}
	}
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

var (
	errPaused      = errors.New("IONOS Cloud demanded a pause")
	errBudgetSpent = errors.New("the rest of the contract's request budget is reserved for more urgent calls and for other clients")
)

// attempt makes one try when a slot is free, unless calls are paused.
func (t *transport) attempt(req *http.Request, c call) (*http.Response, *failure) {
	if wait := t.budget.pausedFor(t.cfg.Now()); wait > 0 {
		return nil, notSent(req, c, errPaused, wait)
	}
	if wait := t.budget.allow(priorityOf(req.Context()), t.cfg.Now()); wait > 0 {
		return nil, notSent(req, c, errBudgetSpent, wait)
	}
	defer t.budget.ended()
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-req.Context().Done():
		closeBody(req)
		return nil, &failure{err: c.apiError(inventory.ErrUnreachable, context.Cause(req.Context()))}
	}
	begun := time.Now()
	resp, outcome, failed := t.exchange(req, c)
	took := time.Since(begun)
	t.cfg.Metrics.Observe(c.route, req.Method, outcome, took)
	t.cfg.Logger.Debug("API call", "route", c.route, "method", req.Method, "outcome", outcome, "took", took)
	return resp, failed
}

func notSent(req *http.Request, c call, why error, wait time.Duration) *failure {
	closeBody(req)
	f := c.apiError(inventory.ErrRateLimited, why)
	f.RetryAfter = wait
	return &failure{err: f, retryable: true}
}

func (t *transport) closeIdle() {
	for _, rt := range []http.RoundTripper{t.shared, t.fresh} {
		if idle, ok := rt.(interface{ CloseIdleConnections() }); ok {
			idle.CloseIdleConnections()
		}
	}
}
