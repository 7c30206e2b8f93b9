package ionossim

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

func (e *exchange) faultTarget() faultTarget {
	c := faultTarget{method: e.r.Method, path: e.path, agent: e.r.UserAgent(), body: string(e.body)}
	if e.route != nil {
		c.pattern = e.route.pattern
	}
	return c
}

// injectBefore applies the faults before the handler. spent means that the call has been answered.
func (e *exchange) injectBefore() (spent bool) {
	for _, f := range e.faults.match(stageBefore, e.faultTarget()) {
		if !wait(e.r.Context(), f.Delay) || e.respondWith(f) {
			return true
		}
	}
	return false
}

// injectAfter applies the faults after the handler.
func (e *exchange) injectAfter() (spent bool) {
	hits := e.faults.match(stageAfter, e.faultTarget())
	if len(hits) == 0 {
		return false
	}
	if e.r.Method != http.MethodGet {
		e.sim.saver.flush()
	}
	return !wait(e.r.Context(), hits[0].Delay) || e.respondWith(hits[0])
}

// wait sleeps and reports whether the caller is still connected.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// respondWith answers in place of the API. It returns false for a fault that only delays.
func (e *exchange) respondWith(f Fault) bool {
	switch f.Kind {
	case Slow:
		return false
	case Reset, ResetAfter, Outage:
		reset(e.w)
	case Hang, HangAfter:
		<-e.r.Context().Done()
	case BadGateway, BadGatewayAfter:
		e.html(http.StatusBadGateway, "Bad Gateway")
	case MaintenanceAfter:
		e.html(http.StatusServiceUnavailable, "Service Temporarily Unavailable")
	case GatewayTimeout, GatewayTimeoutAfter:
		e.html(http.StatusGatewayTimeout, "Gateway Time-out")
	case Garbage, GarbageAfter:
		e.raw(http.StatusOK, "}{ this is no JSON \x00\x01")
	case EmptyBody:
		e.raw(http.StatusOK, "")
	case EmptyAfter:
		e.raw(http.StatusAccepted, "")
	case TruncatedAfter:
		e.cutOff()
	case Redirect:
		host := cmp.Or(f.Host, "http://redirect.invalid")
		e.w.Header().Set("Location", strings.TrimSuffix(host, "/")+e.r.URL.RequestURI())
		e.raw(http.StatusTemporaryRedirect, "")
	default:
		e.respondError(f)
	}
	return true
}

// respondError answers with an error in the API's format.
func (e *exchange) respondError(f Fault) {
	switch f.Kind {
	case TooManyRequests:
		e.fail(tooManyRequests(cmp.Or(f.RetryAfter, time.Second)))
	case TooManyDate:
		at := e.sim.cfg.Clock.Now().Add(cmp.Or(f.RetryAfter, time.Second))
		e.w.Header().Set("Retry-After", at.UTC().Format(http.TimeFormat))
		e.fail(tooManyRequests(0))
	case TooManyNoHeader:
		e.fail(tooManyRequests(0))
	case Unprocessable:
		e.fail(invalid(cmp.Or(f.Field, "(root).properties.name"), f.text("The value is not valid")))
	case NotFound:
		e.fail(notFound())
	case ExpiredToken:
		e.fail(newError(http.StatusUnauthorized, "", f.text("Unauthorized: the token has expired")))
	default:
		answer := plainErrors()[f.Kind]
		e.fail(newError(cmp.Or(answer.status, http.StatusInternalServerError), "", f.text(cmp.Or(answer.text, "Internal server error"))))
	}
}

// plainError is the answer of a fault that needs only a status and a text.
type plainError struct {
	status int
	text   string
}

func plainErrors() map[FaultKind]plainError {
	return map[FaultKind]plainError{
		PaymentRequired:  {http.StatusPaymentRequired, "The operation is not available with trial access"},
		Forbidden:        {http.StatusForbidden, "Access Denied: insufficient privileges"},
		MethodNotAllowed: {http.StatusMethodNotAllowed, "The HTTP method is not supported for this resource"},
		Conflict:         {http.StatusConflict, "The resource is being changed by another request"},
		UnsupportedMedia: {http.StatusUnsupportedMediaType, "The content type is not supported"},
		Locked:           {http.StatusLocked, "The resource is locked"},
		Maintenance:      {http.StatusServiceUnavailable, "The service is unavailable because of maintenance"},
	}
}

// html answers as a gateway in front of the API.
func (e *exchange) html(status int, words string) {
	e.w.Header().Set("Content-Type", "text/html")
	text := fmt.Sprintf("<html>\r\n<head><title>%d %s</title></head>\r\n<body>\r\n<center><h1>%d %s</h1></center>\r\n"+
		"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n", status, words, status, words)
	e.w.WriteHeader(status)
	_, _ = e.w.Write([]byte(text)) // the caller may be gone
}

func (e *exchange) raw(status int, text string) {
	e.w.Header().Set("Content-Type", "application/json")
	e.w.WriteHeader(status)
	_, _ = e.w.Write([]byte(text)) // the caller may be gone
}

// cutOff announces more than it sends and closes the connection.
func (e *exchange) cutOff() {
	e.w.Header().Set("Content-Length", "2048")
	e.raw(http.StatusAccepted, "{\n  \"id\" : \"")
	_ = http.NewResponseController(e.w).Flush() // an error means that nothing was sent, which is fine
	reset(e.w)
}

// reset resets the connection.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(http.StatusBadGateway) // no connection to close, as with a recorder
		return
	}
	if tcp, isTCP := conn.(*net.TCPConn); isTCP {
		_ = tcp.SetLinger(0) // closes with a reset; a normal close is good enough
	}
	_ = conn.Close() // closing is the purpose
}
