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
	"snapdeck/internal/foreign"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/inventory"
	"snapdeck/internal/saved"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// fragmentHeader requests only the fragments of a page.
const fragmentHeader = "Snapdeck-Fragment"

// Request is the address of a page together with the state to show.
type Request struct {
	URL     *url.URL
	Params  map[string]string
	User    string
	UserID  string // empty for what is rendered for all users
	notice  string // named by the address
	View    *inventory.View
	Health  inventory.Health
	Now     time.Time
	Zone    *time.Location
	Version rowcache.Version
	Rows    *rowcache.Cache
	Expiry  *rowcache.Expiry             // of the row that is being built, for its cells only
	Report  func() *coverage.Report      // the protection of all volumes
	saved   func() ([]saved.View, error) // by the user, read once per page; nil: not read yet
}

// Moment returns a time for display.
func (req Request) Moment(t time.Time) ui.Moment {
	if !t.IsZero() {
		req.Expiry.Limit(req.Now.Add(ui.AgoValidFor(req.Now.Sub(t))))
	}
	return ui.MomentOf(t, req.Now, req.Zone)
}

// Due returns a future time for display.
func (req Request) Due(t time.Time) ui.Moment {
	if !t.IsZero() {
		req.Expiry.Limit(req.Now.Add(ui.AgoValidFor(req.Now.Sub(t))))
	}
	return ui.DueMomentOf(t, req.Now, req.Zone)
}

// Age returns a time for display as its age; nil when it is unknown.
func (req Request) Age(t time.Time) *ui.Moment {
	m := ui.AgeOf(t, req.Now, req.Zone)
	if m.Known() {
		req.Expiry.Limit(req.Now.Add(ui.AgeValidFor(req.Now.Sub(t))))
	}
	return &m
}

// Page holds the content of a page: the whole of it, given its layout, and the fragments that update while it is
// open.
type Page struct {
	Title      string
	Nav        string
	Crumbs     []ui.Link
	Static     bool // it never changes by itself
	Selectable bool // it has selectable rows
	Idle       bool // nothing is in progress, so forms can be filled in without JavaScript
	Body       func(views.PageLayout) templ.Component
	Fragments  []Fragment
}

// Fragment is a part of a page with its own ID, and its rows if it is a list.
type Fragment struct {
	ID   string
	HTML templ.Component
	Rows func() []Fragment // nil: not a list
}

// NewRequest gathers the state for a page.
func (s *Base) NewRequest(address *url.URL, params map[string]string, user string) Request {
	now := rowcache.Version{Changes: s.Hub.Changes(), Operations: s.Operations.Version()} // read before the data, so that outdated data never gets a newer version
	plain, notice := notice.Without(address)
	req := Request{
		URL: plain, notice: notice, Params: params, User: user,
		View: s.Mirror.View(), Health: s.Mirror.Health(), Now: s.Now(), Zone: s.Zone, Rows: s.RowCache,
	}
	now.View = req.View
	req.Report = sync.OnceValue(s.Coverage)
	req.Version = now
	return req
}

// ServePage answers with a page.
func (s *Base) ServePage(r Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := s.NewRequest(c.Request().URL, ParamsOf(c), session.UserOf(c))
		req.UserID = session.UserIDOf(c)
		req.saved = sync.OnceValues(func() ([]saved.View, error) { return s.readViews(c.Request().Context(), req.UserID) })
		c.Response().Header().Add(echo.HeaderVary, fragmentHeader)
		p, err := r.Show(c.Request().Context(), req)
		if err != nil {
			return err
		}
		if c.Request().Header.Get(fragmentHeader) != "" {
			return s.Send(c, http.StatusOK, p.Join())
		}
		return s.SendPage(c, http.StatusOK, req, p)
	}
}

// ParamsOf returns the path parameters of a request.
func ParamsOf(c echo.Context) map[string]string {
	params := map[string]string{}
	for _, name := range c.ParamNames() {
		params[name] = c.Param(name)
	}
	return params
}

// SendPage answers with a page in its layout.
func (s *Base) SendPage(c echo.Context, status int, req Request, p Page) error {
	return s.Send(c, status, p.Body(s.Layout(c, p, req)))
}

// Send renders a component in memory before it answers, so that a failure becomes a problem page instead of half a
// page.
func (s *Base) Send(c echo.Context, status int, component templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := component.Render(c.Request().Context(), buffer); err != nil {
		return err
	}
	html := s.Usable(s.Rights.Offer(c.Request().Context(), rights.AudienceOf(session.CurrentOf(c)), buffer.Bytes()))
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(html)))
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(html)
	return err
}

// Join renders all fragments of a page one after another.
func (p Page) Join() templ.Component {
	all := make([]templ.Component, 0, len(p.Fragments))
	for _, f := range p.Fragments {
		all = append(all, f.HTML)
	}
	return templ.Join(all...)
}

// RenderOne renders a component in memory.
func RenderOne(ctx context.Context, c templ.Component) ([]byte, error) {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := c.Render(ctx, buffer); err != nil {
		return nil, err
	}
	return bytes.Clone(buffer.Bytes()), nil // trimmed to its size, since it may be cached
}

// Usable disables the forms of a page, with the reason, while none can be sent; it also isolates foreign text and
// adds the public path to addresses.
func (s *Base) Usable(html []byte) []byte {
	if reason := s.Guard.Blocked(); reason != "" {
		html = views.DisableForms(html, reason)
	}
	return s.Site.HTML(foreign.HTML(html))
}
