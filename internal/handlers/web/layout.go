package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
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
	sh.User, sh.Role = req.User, string(CurrentOf(c).Role)
	sh.Theme = ThemeOf(c.Request())
	sh.Path = req.URL.RequestURI()
	sh.Find, sh.At, sh.Create = findHref(req.URL.EscapedPath()), req.URL.EscapedPath(), createHref(req)
	sh.RunningCount = s.runningCount(req.User)
	sh.Defaults = s.defaultViews(c.Request().Context(), req, UserIDOf(c))
	sh.Flash = s.noticeOn(c.Request().Context(), req)
	if !p.Static && IsRead(c.Request()) { // the response to a form cannot be reloaded
		sh.Stream = s.streamAddress(req.User)
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
		Contract:  s.contract(req.View),
		Endpoint:  s.endpoint(),
		Simulated: s.Cloud.Simulated,
		Version:   s.Version,
		Live:      s.live(req.Health, req.Now),
		Blocked:   s.blocked(),
		Problems:  append(s.DatabaseProblem(), problemsOf(req)...),
		Notices:   slices.Concat(s.EncryptionNotice(), s.restoredNotice(), loadingNotices(req)),
		Asset:     s.Assets.URL,
		Find:      "/find",
		Create:    "/volumes",

		OpenFailures: s.countOpenFailures(ctx, req.Now),
	}
}

// defaultEndpoint is the API's usual host, which need not be shown.
const defaultEndpoint = "api.ionos.com"

// endpoint returns the host of the API, unless it is the usual one.
func (s *Base) endpoint() string {
	if s.Cloud.Simulated || s.Cloud.Endpoint == defaultEndpoint {
		return ""
	}
	return s.Cloud.Endpoint
}

// createHref returns the form that snapshots the page's volume, or else the list of volumes.
func createHref(req Request) string {
	if params, ok := MatchPath(VolumePath, req.URL.EscapedPath()); ok {
		return VolumeHref(params["dc"], params["vol"]) + "/create"
	}
	return "/volumes"
}

func (s *Base) contract(v *inventory.View) string {
	if v.Contract.Number != 0 {
		return strconv.FormatInt(v.Contract.Number, 10)
	}
	if s.Cloud.Contract != "" {
		return s.Cloud.Contract
	}
	return "not known yet"
}

// live returns how up to date the pages are.
func (s *Base) live(h inventory.Health, now time.Time) views.Live {
	l := views.Live{State: "live", Text: "Live", At: h.ReadAt.UTC().Format(time.RFC3339)}
	_, away := h.ContractFailure()
	switch {
	case h.ReadAt.IsZero() && !away:
		return views.Live{State: "slow", Text: "Reading the contract"}
	case h.ReadAt.IsZero():
		return views.Live{State: "away", Text: "IONOS Cloud unreachable"}
	case away:
		l.State, l.Text = "away", "Unreachable · as of "+asOf(h.ReadAt, now, s.Zone)
	case now.Sub(h.ReadAt) > staleAfter:
		l.State, l.Text = "stale", "As of "+asOf(h.ReadAt, now, s.Zone)
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

// ThemeOf returns the colour theme stored in the browser.
func ThemeOf(r *http.Request) string {
	cookie, err := r.Cookie(themeCookie)
	if err != nil || cookie.Value != "light" && cookie.Value != "dark" {
		return ""
	}
	return cookie.Value
}

// asOf returns a time, with its date unless it is today.
func asOf(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05 MST")
	}
	return t.Format("2006-01-02 15:04 MST")
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
