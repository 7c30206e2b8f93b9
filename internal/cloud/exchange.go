package cloud

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"

	"snapdeck/internal/inventory"
)

var (
	errSlow     = errors.New("no whole answer in time")
	errTooLarge = errors.New("the answer is too large")
)

// exchange sends a request and reads its answer to the end. outcome is as Metrics.Observe wants it.
func (t *transport) exchange(req *http.Request, c call) (resp *http.Response, outcome string, failed *failure) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), t.timeout, errSlow)
	defer cancel()
	var written atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }}
	out := req.Clone(httptrace.WithClientTrace(ctx, trace))
	out.Close = false // the SDK asks for a new connection each time (API reference 9.9)
	t.identity.sign(out.Header)
	network := t.shared
	if c.once {
		network = t.fresh
	}
	resp, err := network.RoundTrip(out)
	if err != nil {
		failed = unanswered(ctx, c, err)
		failed.fault.Ambiguous = changes(req.Method) && written.Load()
		return nil, outcomeOf(req.Context(), failed), failed
	}
	t.budget.note(resp.Header, t.now())
	body, err := readBody(resp, t.maxBody)
	resp.Request = req
	return t.judge(ctx, resp, body, err, c)
}

// judge tells an answer that the SDK may see from a failure.
func (t *transport) judge(ctx context.Context, resp *http.Response, body []byte, cut error, c call) (*http.Response, string, *failure) {
	outcome := strconv.Itoa(resp.StatusCode)
	good := resp.StatusCode/100 == 2
	switch {
	case good && cut != nil && !changes(resp.Request.Method):
		failed := &failure{fault: c.fault(inventory.ErrUnreadable, cut), again: !errors.Is(cut, errTooLarge)}
		if ctx.Err() != nil {
			failed = unanswered(ctx, c, cut)
			outcome = outcomeOf(resp.Request.Context(), failed)
		}
		failed.fault.Status = resp.StatusCode
		return nil, outcome, failed
	case good, t.endpoint.follows(resp):
		return withBody(resp, body), outcome, nil
	}
	failed := t.refusal(resp, body, c)
	if resp.StatusCode == http.StatusTooManyRequests && failed.fault.RetryAfter > 0 {
		t.budget.hold(t.now().Add(failed.fault.RetryAfter))
	}
	return nil, outcome, failed
}

// changes reports whether a method changes something in the cloud.
func changes(method string) bool { return method != http.MethodGet && method != http.MethodHead }

// unanswered tells why there is no answer.
func unanswered(ctx context.Context, c call, err error) *failure {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	var badCertificate *tls.CertificateVerificationError
	gone := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	return &failure{
		fault: c.fault(inventory.ErrUnreachable, err),
		again: !gone && !errors.As(err, &badCertificate),
	}
}

func outcomeOf(caller context.Context, f *failure) string {
	switch {
	case errors.Is(f.fault, errSlow):
		return "timeout"
	case caller.Err() != nil:
		return "cancelled"
	default:
		return "unreachable"
	}
}

// readBody reads an answer's body and closes it. On an error it returns what came.
func readBody(resp *http.Response, most int64) ([]byte, error) {
	defer func() { _ = resp.Body.Close() }()
	var buf bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= most {
		buf.Grow(int(n) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(resp.Body, most+1))
	if n > most {
		return buf.Bytes()[:most], fmt.Errorf("%w: more than %d bytes", errTooLarge, most)
	}
	return buf.Bytes(), err
}

// withBody gives an answer the body that was read. What looks like JSON is called so, since
// the SDK refuses it otherwise (API reference 9.6).
func withBody(resp *http.Response, body []byte) *http.Response {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if looksLikeJSON(body) {
		resp.Header.Set("Content-Type", "application/json")
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp
}

func looksLikeJSON(body []byte) bool {
	body = bytes.TrimLeft(body, " \t\r\n")
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}
