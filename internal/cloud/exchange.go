package cloud

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"

	"snapdeck/internal/inventory"
)

var (
	errTimeout = errors.New("no complete response in time")
	errOverdue = errors.New("the deadline passed before the call was sent")
)

// exchange sends a request and reads the complete response. outcome is that of Metrics.Observe.
func (t *transport) exchange(req *http.Request, c call) (resp *http.Response, outcome string, failed *failure) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), t.cfg.Timeouts.Try, errTimeout)
	defer cancel()
	var written atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }}
	out := req.Clone(httptrace.WithClientTrace(ctx, trace))
	out.Close = false // the SDK requests a new connection each time (docs/ionos-api.md 9.9)
	t.identity.setHeaders(out.Header, inventory.OperationIn(ctx))
	network := t.shared
	if c.once {
		network = t.fresh
	}
	if overdue(ctx) {
		closeBody(req)
		return nil, "cancelled", &failure{err: c.apiError(inventory.ErrUnreachable, errOverdue)}
	}
	resp, err := network.RoundTrip(out)
	if err != nil {
		failed = noResponse(ctx, c, err)
		failed.err.Ambiguous = isMutation(req.Method) && written.Load()
		return nil, outcomeOf(req.Context(), failed), failed
	}
	t.budget.note(resp.Header, t.cfg.Now())
	body, err := t.bodies.read(resp, t.cfg.MaxResponse, c.scanner)
	resp.Request = req
	resp, outcome, failed = t.classify(ctx, resp, body, err, c)
	if failed != nil {
		t.bodies.release(body)
	}
	return resp, outcome, failed
}

// overdue reports whether a call's deadline has passed by the wall clock. After a suspension, a process may
// continue before its timers fire, and another process may have made the call.
func overdue(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Round(0).Before(deadline.Round(0))
}

// classify separates responses for the SDK from failures.
func (t *transport) classify(ctx context.Context, resp *http.Response, body *bytes.Buffer, cut error, c call) (*http.Response, string, *failure) {
	outcome := strconv.Itoa(resp.StatusCode)
	good := resp.StatusCode/100 == 2
	switch {
	case good && cut != nil && !isMutation(resp.Request.Method):
		failed := &failure{err: c.apiError(inventory.ErrUnreadable, cut), retryable: !errors.Is(cut, errTooLarge)}
		if ctx.Err() != nil {
			failed = noResponse(ctx, c, cut)
			outcome = outcomeOf(resp.Request.Context(), failed)
		}
		failed.err.Status = resp.StatusCode
		return nil, outcome, failed
	case good, t.endpoint.follows(resp):
		return t.bodies.attach(resp, body), outcome, nil
	}
	failed := t.refusal(resp, body.Bytes(), c)
	if resp.StatusCode == http.StatusTooManyRequests && failed.err.RetryAfter > 0 {
		t.budget.pause(t.cfg.Now().Add(failed.err.RetryAfter))
	}
	return nil, outcome, failed
}

func isMutation(method string) bool { return method != http.MethodGet && method != http.MethodHead }

func noResponse(ctx context.Context, c call, err error) *failure {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	var badCertificate *tls.CertificateVerificationError
	ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	return &failure{
		err:       c.apiError(inventory.ErrUnreachable, err),
		retryable: !ended && !errors.As(err, &badCertificate),
	}
}

func outcomeOf(caller context.Context, f *failure) string {
	switch {
	case errors.Is(f.err, errTimeout):
		return "timeout"
	case caller.Err() != nil:
		return "cancelled"
	default:
		return "unreachable"
	}
}
