package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/site"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// reloadEvery is the interval, in seconds, in which a page reloads without JavaScript.
const reloadEvery = 10

// reloadSlow is the same for pages with a selection, which a reload would lose, while nothing changes.
const reloadSlow = 60

// staleAfter is the age of IONOS Cloud's last good response from which pages show that their data is old.
const staleAfter = 3 * time.Minute

// Layout returns the layout of a page for one request.
func (s *Base) Layout(c echo.Context, p Page, req Request) views.PageLayout {
	sh := s.CommonLayout(c.Request().Context(), req)
	sh.Title, sh.Nav, sh.Crumbs = p.Title, p.Nav, p.Crumbs
	sh.User, sh.Role = req.User, string(session.CurrentOf(c).Role)
	sh.Theme = ThemeOf(c.Request())
	sh.Path = req.URL.RequestURI()
	sh.Find, sh.At, sh.Create = paths.FindHref(req.URL.EscapedPath()), req.URL.EscapedPath(), createHref(req)
	sh.RunningCount = s.Operations.CountOpen(req.User)
	sh.Defaults = s.defaultViews(c.Request().Context(), req, session.UserIDOf(c))
	sh.Flash = notice.Notices{Ledger: s.Ledger, Log: s.Log}.On(c.Request().Context(), req.notice, req.Now)
	if !p.Static && middleware.IsRead(c.Request()) { // the response to a form cannot be reloaded
		sh.Stream = streamAddress(req.User, s.Assets.Version())
		if !p.Idle {
			sh.Refresh = reloadEvery
			if p.Selectable && !req.View.InTransition() && !s.Operations.InFlight() {
				sh.Refresh = reloadSlow
			}
		}
	}
	return sh
}

// CommonLayout returns the part of the layout that is the same for all users.
func (s *Base) CommonLayout(ctx context.Context, req Request) views.PageLayout {
	return views.PageLayout{
		Contract:  s.Cloud.contractOf(req.View),
		Endpoint:  s.Cloud.unusualEndpoint(),
		Simulated: s.Cloud.Simulated,
		Version:   s.Version,
		Live:      s.live(req.Health, req.Now),
		Blocked:   s.Guard.Blocked(),
		Problems:  append(s.Guard.Problems(), problemsOf(req)...),
		Notices:   slices.Concat(EncryptionNotice(s.Site), s.Guard.RestoredNotice(), loadingNotices(req)),
		Asset:     s.Assets.URL,
		Find:      "/find",
		Create:    "/volumes",

		OpenFailures: s.Failures.Count(ctx, s.Coverage(), req.Now),
	}
}

// defaultEndpoint is the API's usual host, which need not be shown.
const defaultEndpoint = "api.ionos.com"

// unusualEndpoint returns the host of the API, unless it is the usual one.
func (c Cloud) unusualEndpoint() string {
	if c.Simulated || c.Endpoint == defaultEndpoint {
		return ""
	}
	return c.Endpoint
}

// createHref returns the form that snapshots the page's volume, or else the list of volumes.
func createHref(req Request) string {
	if params, ok := paths.Match(paths.VolumePath, req.URL.EscapedPath()); ok {
		return paths.VolumeHref(params["dc"], params["vol"]) + "/create"
	}
	return "/volumes"
}

func (c Cloud) contractOf(v *inventory.View) string {
	if v.Contract.Number != 0 {
		return strconv.FormatInt(v.Contract.Number, 10)
	}
	return cmp.Or(c.Contract, "not known yet")
}

// live returns how up to date the pages are.
func (s *Base) live(h inventory.Health, now time.Time) views.Live {
	l := views.Live{State: "live", Text: "Live", At: h.ReadAt.UTC().Format(time.RFC3339)}
	failure, away := h.ContractFailure()
	switch {
	case h.ReadAt.IsZero() && !away:
		return views.Live{State: "slow", Text: "Reading the contract"}
	case h.ReadAt.IsZero():
		return views.Live{State: "away", Text: texts.ExplainReadFailure(failure.Err).Title}
	case away:
		l.State, l.Text = "away", texts.ExplainReadFailure(failure.Err).Title+" · as of "+texts.AsOf(h.ReadAt, now, s.Zone)
	case now.Sub(h.ReadAt) > staleAfter:
		l.State, l.Text = "stale", "As of "+texts.AsOf(h.ReadAt, now, s.Zone)
	case h.BackingOff:
		l.State, l.Text = "slow", "Reading slowly, low request budget"
	}
	return l
}

// Heartbeat returns the live indicator as JSON, for the event streams.
func (s *Base) Heartbeat() []byte {
	heartbeat, err := json.Marshal(s.live(s.Mirror.Health(), s.Now()))
	if err != nil {
		return []byte("{}")
	}
	return heartbeat
}

// loadingNotices describes the progress of the first load after a start, and the age of the other data.
func loadingNotices(req Request) []ui.Notice {
	p := req.View.Loading
	if p.Complete {
		return nil
	}
	n := ui.Notice{Code: "loading", Tone: "info", Text: "Reading the contract for the first time."}
	if p.Total > 0 {
		n.Text = "Loading " + strconv.Itoa(p.Done) + " of " + quantity.Plural(p.Total, "data center", "data centers") + "."
	}
	if !p.CachedAsOf.IsZero() {
		n.Text += " The rest is shown as it was last read"
		n.When = req.Moment(p.CachedAsOf)
	}
	return []ui.Notice{n}
}

func streamAddress(user, version string) string {
	return paths.EventsPath + "?" + url.Values{"as": {user}, "v": {version}}.Encode()
}

// EncryptionNotice warns on every page while the connection of browsers is not encrypted.
func EncryptionNotice(s *site.Site) []ui.Notice {
	if !s.Unencrypted() {
		return nil
	}
	return []ui.Notice{{Code: "unencrypted", Tone: "warn", Text: "This connection is not encrypted: others on the network can read passwords. Set SNAPDECK_TLS_CERT and SNAPDECK_TLS_KEY, or use a proxy with TLS and set SNAPDECK_PUBLIC_URL."}}
}
