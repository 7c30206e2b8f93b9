package ionossim

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

const basePath = "/cloudapi/v6"

// adminPrefix is the path of the control interface, when enabled.
const adminPrefix = "_sim"

func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	segments, err := unescaped(r.URL.EscapedPath())
	if err == nil && s.cfg.Admin && len(segments) > 0 && segments[0] == adminPrefix {
		s.serveAdmin(w, r, segments[1:])
		return
	}
	e := &exchange{sim: s, w: w, r: r, faults: s.faults}
	done, free := s.limiter.take(w.Header(), s.cfg.Clock.Now())
	defer done()
	if err != nil || len(segments) < 2 || "/"+segments[0]+"/"+segments[1] != basePath {
		e.fail(notFound())
		return
	}
	e.find(segments[2:])
	s.calls.count(e.routeName())
	if free > 0 {
		e.fail(tooManyRequests(free))
		return
	}
	e.run()
}

// exchange is an HTTP request to the API before its handler runs.
type exchange struct {
	sim    *Sim
	w      http.ResponseWriter
	r      *http.Request
	path   string
	route  *route
	vars   map[string]string
	allow  string
	faults *Faults
	body   []byte
	other  bool // another client's, through the control interface
}

// find finds the route of a path beneath the API's base.
func (e *exchange) find(segments []string) {
	e.path = "/" + strings.Join(segments, "/")
	e.route, e.vars, e.allow = e.sim.router.find(e.r.Method, segments)
}

// unknownRoute is the name of calls without a route.
const unknownRoute = "unknown"

func (e *exchange) routeName() string {
	if e.route == nil {
		return e.r.Method + " " + unknownRoute
	}
	return e.route.name()
}

// run answers the request and applies the injected faults. It reads the body first: faults may match it, and a
// disconnected caller is noticed only after that.
func (e *exchange) run() {
	body, unread := readBody(e.w, e.r)
	e.body = body
	if spent := e.injectBefore(); spent {
		return
	}
	if !e.other && !e.sim.authenticated(e.r) { // the control interface requires no credentials
		e.fail(unauthorized())
		return
	}
	if e.route == nil {
		e.fail(e.unroutable())
		return
	}
	if unread != nil {
		e.fail(unread)
		return
	}
	if spent := e.faultHold(); spent {
		return
	}
	a, err := e.handle()
	if err != nil {
		e.fail(err)
		return
	}
	if spent := e.injectAfter(); spent {
		return
	}
	e.succeed(a)
}

// by is the calling user. The control interface takes it from the From header.
func (e *exchange) by() string {
	if e.other && e.r.Header.Get("From") != "" {
		return e.r.Header.Get("From")
	}
	return operator
}

func (e *exchange) unroutable() error {
	if e.allow != "" {
		return methodNotAllowed(e.allow)
	}
	return notFound()
}

// handle runs the route's handler on the current state.
func (e *exchange) handle() (*response, error) {
	e.sim.mu.Lock()
	defer e.sim.mu.Unlock()
	return e.sim.carryOut(e.newCall(), e.sim.advance())
}

func (e *exchange) newCall() *call {
	return &call{
		faultTarget: e.faultTarget(), sim: e.sim, faults: e.faults, base: e.base(), handler: e.route.handle, by: e.by(), instant: e.other,
		url: e.url(), route: e.route.name(), vars: e.vars, query: e.r.URL.Query(), header: e.r.Header,
	}
}

// url is the absolute URL of the call, without doubled slashes.
func (e *exchange) url() string {
	url := e.base() + "/" + strings.Join(split(e.r.URL.EscapedPath())[2:], "/")
	if e.r.URL.RawQuery == "" {
		return url
	}
	return url + "?" + e.r.URL.RawQuery
}

// base is the API's address as seen by the caller.
func (e *exchange) base() string {
	scheme := "http://"
	if e.r.TLS != nil {
		scheme = "https://"
	}
	return scheme + e.r.Host + basePath
}

// succeed writes a success. Changes are stored first: an accepted request is never lost.
func (e *exchange) succeed(a *response) {
	if e.r.Method != http.MethodGet {
		e.sim.saver.flush()
	}
	h := e.w.Header()
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.etag != "" && e.r.Method == http.MethodGet && !e.r.URL.Query().Has("depth") {
		tag := `"` + a.etag + `"`
		h.Set("ETag", tag)
		if e.r.Header.Get("If-None-Match") == tag {
			e.w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	e.write(a.status, a.body)
}

// fail writes an error in the API's format.
func (e *exchange) fail(err error) {
	known, is := errors.AsType[*apiError](err)
	if !is {
		e.sim.log.Error("write response", "route", e.routeName(), "error", err)
		known = newError(http.StatusInternalServerError, "", "Internal server error")
	}
	if known.retryAfter > 0 {
		e.w.Header().Set("Retry-After", wholeSeconds(known.retryAfter))
	}
	if known.allow != "" {
		e.w.Header().Set("Allow", known.allow)
	}
	e.write(known.Status, known)
}

// write encodes a body, corrupts it if a fault matches, and sends it.
func (e *exchange) write(status int, body any) {
	e.sim.log.DebugContext(context.WithoutCancel(e.r.Context()), "call", "method", e.r.Method, "path", e.path, "status", status)
	text, err := e.encode(body)
	if err != nil {
		e.sim.log.Error("encode response", "route", e.routeName(), "error", err)
		status, text = http.StatusInternalServerError, nil
	}
	if len(text) > 0 {
		e.w.Header().Set("Content-Type", "application/json")
	}
	e.w.WriteHeader(status)
	_, _ = e.w.Write(text) // the caller may be gone
}
