package handlers

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/views"
)

// fragmentHeader asks for the fragments of a page alone.
const fragmentHeader = "Snapdeck-Fragment"

// pageRequest is what a page is asked with: its address, and the state that it is to show.
type pageRequest struct {
	ctx     context.Context
	url     *url.URL
	params  map[string]string
	user    string
	userID  string // empty for what is rendered for everybody
	notice  string // that the address names
	view    *inventory.View
	health  inventory.Health
	now     time.Time
	zone    *time.Location
	version cacheVersion
	rows    *rowCache
	infer   func() *inventory.Inferences // what is inferred of the sources of the snapshots; nil: nothing
	expiry  *expiry                      // of the row that is being made, for its cells only
	report  func() *coverage.Report      // how all volumes are protected
}

// moment is how a time is shown.
func (req pageRequest) moment(t time.Time) views.Moment {
	if !t.IsZero() {
		req.expiry.limit(req.now.Add(views.AgoValidFor(req.now.Sub(t))))
	}
	return views.MomentOf(t, req.now, req.zone)
}

// due is how a time is shown that is to come.
func (req pageRequest) due(t time.Time) views.Moment {
	if !t.IsZero() {
		req.expiry.limit(req.now.Add(views.AgoValidFor(req.now.Sub(t))))
	}
	return views.DueMomentOf(t, req.now, req.zone)
}

// age is how a time is shown as how old it is; nil when it is not known.
func (req pageRequest) age(t time.Time) *views.Moment {
	m := views.AgeOf(t, req.now, req.zone)
	if m.Known() {
		req.expiry.limit(req.now.Add(views.AgeValidFor(req.now.Sub(t))))
	}
	return &m
}

// inferred is what is inferred of the sources of the snapshots, which may be nil.
func (req pageRequest) inferred() *inventory.Inferences {
	if req.infer == nil {
		return nil
	}
	return req.infer()
}

// page is what a page shows: the whole of it, given its chrome, and the fragments that
// change while somebody looks.
type page struct {
	title      string
	nav        string
	crumbs     []views.Link
	static     bool // nothing on it changes by itself
	selectable bool // things on it can be marked
	idle       bool // nothing on it moves now, so that forms on it may be filled in without JavaScript
	body       func(views.PageLayout) templ.Component
	fragments  []fragment
}

// fragment is a part of a page with an id of its own, and its rows if it is a list.
type fragment struct {
	id   string
	html templ.Component
	rows func() []fragment // nil: it is no list
}

// newPageRequest gathers what a page is asked with.
func (s *Server) newPageRequest(ctx context.Context, address *url.URL, params map[string]string, user string) pageRequest {
	now := dataVersion{changes: s.hub.Changes(), operations: s.Operations.Version()} // before what they count is read, so that nothing older bears them
	plain, notice := withoutNotice(address)
	req := pageRequest{
		ctx: ctx, url: plain, notice: notice, params: params, user: user,
		view: s.Mirror.View(), health: s.Mirror.Health(), now: s.Now(), zone: s.Zone, rows: s.rowCache,
	}
	now.view = req.view
	req.infer = sync.OnceValue(func() *inventory.Inferences { return s.Inferrer.Look(req.view) })
	req.report = sync.OnceValue(s.Coverage)
	req.version = cacheVersion{dataVersion: now, second: req.now.Unix()}
	return req
}

// servePage answers with a page.
func (s *Server) servePage(r route) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := s.newPageRequest(c.Request().Context(), c.Request().URL, paramsOf(c), userOf(c))
		req.userID = userIDOf(c)
		c.Response().Header().Add(echo.HeaderVary, fragmentHeader)
		key := pageKey{c.Request().URL.RequestURI(), req.user, currentOf(c).Role, themeOf(c.Request()), c.Request().Header.Get(fragmentHeader) != ""}
		known, again := s.pageCache.get(req.version, key)
		if known != nil {
			return sendRendered(c, known)
		}
		p, err := r.show(req)
		if err != nil {
			return err
		}
		component := p.join()
		if !key.fragments {
			component = p.body(s.layout(c, p, req))
		}
		if r.once || !again {
			s.pageCache.note(req.version, key)
			return s.send(c, http.StatusOK, component)
		}
		html, err := renderOne(req.ctx, component)
		if err != nil {
			return err
		}
		page := &rendered{html: s.usable(s.offered(req.ctx, audienceOf(currentOf(c)), html))}
		s.pageCache.put(req.version, key, page)
		return sendRendered(c, page)
	}
}

// paramsOf are the parameters in the path of a request.
func paramsOf(c echo.Context) map[string]string {
	params := map[string]string{}
	for _, name := range c.ParamNames() {
		params[name] = c.Param(name)
	}
	return params
}

// send renders a component into memory and answers with it, so that what fails to render
// becomes a problem page and not half a page.
func (s *Server) send(c echo.Context, status int, component templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := component.Render(c.Request().Context(), buffer); err != nil {
		return err
	}
	html := s.usable(s.offered(c.Request().Context(), audienceOf(currentOf(c)), buffer.Bytes()))
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(html)))
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(html)
	return err
}

// join renders all fragments of a page one after the other.
func (p page) join() templ.Component {
	all := make([]templ.Component, 0, len(p.fragments))
	for _, f := range p.fragments {
		all = append(all, f.html)
	}
	return templ.Join(all...)
}

// Fragments renders the fragments of the page of a topic, for its audience. It implements live.Renderer.
func (s *Server) Fragments(ctx context.Context, topic string) ([]live.Fragment, error) {
	who, address := parseTopic(topic)
	parsed, err := url.ParseRequestURI(address)
	if err != nil {
		return nil, err
	}
	r, params, ok := s.match(parsed)
	if !ok {
		return nil, echo.ErrNotFound
	}
	req := s.newPageRequest(ctx, parsed, params, "")
	p, err := r.show(req)
	if err != nil {
		return nil, err
	}
	chrome := s.commonLayout(req)
	rendered, err := renderFragments(ctx, append(p.fragments,
		fragment{id: "problems", html: views.Problems(chrome)}, fragment{id: "notices", html: views.Notices(chrome)},
		fragment{id: "open-failures-side", html: views.OpenFailures("side", chrome.OpenFailures)},
		fragment{id: "open-failures-phone", html: views.OpenFailures("phone", chrome.OpenFailures)}))
	return s.usableFragments(s.offeredFragments(ctx, who, rendered)), err
}

func renderFragments(ctx context.Context, fragments []fragment) ([]live.Fragment, error) {
	rendered := make([]live.Fragment, 0, len(fragments))
	for _, f := range fragments {
		html, err := renderOne(ctx, f.html)
		if err != nil {
			return nil, err
		}
		var rows []live.Fragment
		if f.rows != nil {
			if rows, err = renderFragments(ctx, f.rows()); err != nil {
				return nil, err
			}
		}
		rendered = append(rendered, live.Fragment{ID: f.id, HTML: html, Rows: rows})
	}
	return rendered, nil
}

func renderOne(ctx context.Context, c templ.Component) ([]byte, error) {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := c.Render(ctx, buffer); err != nil {
		return nil, err
	}
	return bytes.Clone(buffer.Bytes()), nil // no larger than it has to be, since it may be kept
}
