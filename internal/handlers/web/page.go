package web

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
	"snapdeck/internal/saved"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// fragmentHeader asks for the fragments of a page alone.
const fragmentHeader = "Snapdeck-Fragment"

// Request is what a page is asked with: its address, and the state that it is to show.
type Request struct {
	URL     *url.URL
	Params  map[string]string
	User    string
	UserID  string // empty for what is rendered for everybody
	notice  string // that the address names
	View    *inventory.View
	Health  inventory.Health
	Now     time.Time
	Zone    *time.Location
	Version DataVersion
	Rows    *RowCache
	Infer   func() *inventory.Inferences // what is inferred of the sources of the snapshots; nil: nothing
	Expiry  *Expiry                      // of the row that is being made, for its cells only
	Report  func() *coverage.Report      // how all volumes are protected
	saved   func() ([]saved.View, error) // by the user, read once for a page; nil: not read yet
}

// Moment is how a time is shown.
func (req Request) Moment(t time.Time) ui.Moment {
	if !t.IsZero() {
		req.Expiry.Limit(req.Now.Add(ui.AgoValidFor(req.Now.Sub(t))))
	}
	return ui.MomentOf(t, req.Now, req.Zone)
}

// Due is how a time is shown that is to come.
func (req Request) Due(t time.Time) ui.Moment {
	if !t.IsZero() {
		req.Expiry.Limit(req.Now.Add(ui.AgoValidFor(req.Now.Sub(t))))
	}
	return ui.DueMomentOf(t, req.Now, req.Zone)
}

// Age is how a time is shown as how old it is; nil when it is not known.
func (req Request) Age(t time.Time) *ui.Moment {
	m := ui.AgeOf(t, req.Now, req.Zone)
	if m.Known() {
		req.Expiry.Limit(req.Now.Add(ui.AgeValidFor(req.Now.Sub(t))))
	}
	return &m
}

// Inferred is what is inferred of the sources of the snapshots, which may be nil.
func (req Request) Inferred() *inventory.Inferences {
	if req.Infer == nil {
		return nil
	}
	return req.Infer()
}

// Page is what a page shows: the whole of it, given its chrome, and the fragments that
// change while somebody looks.
type Page struct {
	Title      string
	Nav        string
	Crumbs     []ui.Link
	Static     bool // nothing on it changes by itself
	Selectable bool // things on it can be marked
	Idle       bool // nothing on it moves now, so that forms on it may be filled in without JavaScript
	Body       func(views.PageLayout) templ.Component
	Fragments  []Fragment
}

// Fragment is a part of a page with an id of its own, and its rows if it is a list.
type Fragment struct {
	ID   string
	HTML templ.Component
	Rows func() []Fragment // nil: it is no list
}

// NewRequest gathers what a page is asked with.
func (s *Base) NewRequest(address *url.URL, params map[string]string, user string) Request {
	now := DataVersion{Changes: s.Hub.Changes(), Operations: s.Operations.Version()} // before what they count is read, so that nothing older bears them
	plain, notice := WithoutNotice(address)
	req := Request{
		URL: plain, notice: notice, Params: params, User: user,
		View: s.Mirror.View(), Health: s.Mirror.Health(), Now: s.Now(), Zone: s.Zone, Rows: s.RowCache,
	}
	now.View = req.View
	req.Infer = sync.OnceValue(func() *inventory.Inferences { return s.Inferrer.Look(req.View) })
	req.Report = sync.OnceValue(s.Coverage)
	req.Version = now
	return req
}

// ServePage answers with a page.
func (s *Base) ServePage(r Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := s.NewRequest(c.Request().URL, ParamsOf(c), UserOf(c))
		req.UserID = UserIDOf(c)
		req.saved = sync.OnceValues(func() ([]saved.View, error) { return s.readViews(c.Request().Context(), req.UserID) })
		c.Response().Header().Add(echo.HeaderVary, fragmentHeader)
		p, err := r.Show(c.Request().Context(), req)
		if err != nil {
			return err
		}
		if c.Request().Header.Get(fragmentHeader) != "" {
			return s.Send(c, http.StatusOK, p.Join())
		}
		return s.Send(c, http.StatusOK, p.Body(s.Layout(c, p, req)))
	}
}

// ParamsOf are the parameters in the path of a request.
func ParamsOf(c echo.Context) map[string]string {
	params := map[string]string{}
	for _, name := range c.ParamNames() {
		params[name] = c.Param(name)
	}
	return params
}

// Send renders a component into memory and answers with it, so that what fails to render
// becomes a problem page and not half a page.
func (s *Base) Send(c echo.Context, status int, component templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := component.Render(c.Request().Context(), buffer); err != nil {
		return err
	}
	html := s.Usable(s.offered(c.Request().Context(), audienceOf(CurrentOf(c)), buffer.Bytes()))
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(html)))
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(html)
	return err
}

// Join renders all fragments of a page one after the other.
func (p Page) Join() templ.Component {
	all := make([]templ.Component, 0, len(p.Fragments))
	for _, f := range p.Fragments {
		all = append(all, f.HTML)
	}
	return templ.Join(all...)
}

// Fragments renders the fragments of the page of a topic, for its audience. It implements live.Renderer.
func (s *Base) Fragments(ctx context.Context, topic string) ([]live.Fragment, error) {
	who, address := parseTopic(topic)
	parsed, err := url.ParseRequestURI(address)
	if err != nil {
		return nil, err
	}
	r, params, ok := s.Match(parsed)
	if !ok {
		return nil, echo.ErrNotFound
	}
	req := s.NewRequest(parsed, params, "")
	p, err := r.Show(ctx, req)
	if err != nil {
		return nil, err
	}
	chrome := s.CommonLayout(ctx, req)
	rendered, err := renderFragments(ctx, append(p.Fragments,
		Fragment{ID: "problems", HTML: views.Problems(chrome)}, Fragment{ID: "notices", HTML: ui.Notices(chrome.Asset, chrome.Notices)},
		Fragment{ID: "open-failures-side", HTML: views.OpenFailures("side", chrome.OpenFailures)},
		Fragment{ID: "open-failures-phone", HTML: views.OpenFailures("phone", chrome.OpenFailures)}))
	return s.usableFragments(s.offeredFragments(ctx, who, rendered)), err
}

func renderFragments(ctx context.Context, fragments []Fragment) ([]live.Fragment, error) {
	rendered := make([]live.Fragment, 0, len(fragments))
	for _, f := range fragments {
		html, err := RenderOne(ctx, f.HTML)
		if err != nil {
			return nil, err
		}
		var rows []live.Fragment
		if f.Rows != nil {
			if rows, err = renderFragments(ctx, f.Rows()); err != nil {
				return nil, err
			}
		}
		rendered = append(rendered, live.Fragment{ID: f.ID, HTML: html, Rows: rows})
	}
	return rendered, nil
}

// RenderOne renders a component into memory.
func RenderOne(ctx context.Context, c templ.Component) ([]byte, error) {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := c.Render(ctx, buffer); err != nil {
		return nil, err
	}
	return bytes.Clone(buffer.Bytes()), nil // no larger than it has to be, since it may be kept
}
