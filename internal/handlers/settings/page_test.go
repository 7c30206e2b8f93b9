package settings

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

// stubSettings records what they are set to.
type stubSettings struct {
	set    web.Configured
	target time.Duration
	prices string
	by     operation.Actor
	err    error
}

func (s *stubSettings) Configured() web.Configured { return s.set }

func (s *stubSettings) SetTarget(_ context.Context, by operation.Actor, age time.Duration) error {
	s.target, s.by = age, by
	return s.err
}

func (s *stubSettings) SetPrices(_ context.Context, by operation.Actor, text string) error {
	s.prices, s.by = text, by
	return s.err
}

func newHandlers(set *stubSettings, change ...func(*web.Deps)) *Handlers {
	return New(areatest.NewContract().Base(append([]func(*web.Deps){func(d *web.Deps) { d.Settings = set }}, change...)...))
}

func post(t *testing.T, handle echo.HandlerFunc, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	c, response := areatest.Post(auth.RoleAdmin, paths.SettingsPath, form)
	require.NoError(t, handle(c))
	return response
}

// The audit entry has the user, and an invalid input is shown again with its message.
func TestSetTarget_TakesAgesOnly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"24h": 24 * time.Hour, " 7d ": 7 * 24 * time.Hour, "2w": 14 * 24 * time.Hour, "": 0, "soon": 0, "-1h": 0, "0h": 0, "1.5h": 0, strings.Repeat("9", 30) + "h": 0} {
		set := &stubSettings{}
		h := newHandlers(set)
		response := post(t, h.setTarget, url.Values{"target": {text}})
		require.Equal(t, want, set.target, text)
		if want == 0 {
			require.Equal(t, http.StatusUnprocessableEntity, response.Code, text)
			require.Contains(t, response.Body.String(), text)
			continue
		}
		require.Equal(t, "/settings?saved=target#target", response.Header().Get("Location"), text)
		require.Equal(t, "ada", set.by.Name)
	}
}

// Anything else is refused.
func TestSetPrices_TakesListsHoweverSeparated(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"de/fra=0.05\r\nus=0.07": "de/fra=0.05,us=0.07", "de=0.05; us=0.07": "de=0.05,us=0.07", "": "", " \n ": ""} {
		set := &stubSettings{prices: "before"}
		h := newHandlers(set)
		response := post(t, h.setPrices, url.Values{"prices": {text}})
		require.Equal(t, http.StatusSeeOther, response.Code, text)
		require.Equal(t, want, set.prices, text)
	}
	for _, text := range []string{"de", "de=", "de=cheap", "de=-1", "=1"} {
		set := &stubSettings{}
		h := newHandlers(set)
		require.Equal(t, http.StatusUnprocessableEntity, post(t, h.setPrices, url.Values{"prices": {text}}).Code, text)
		require.Empty(t, set.by, text)
	}
}

func TestSettings_EnvironmentWins(t *testing.T) {
	t.Parallel()
	set := &stubSettings{set: web.Configured{Target: coverage.Setting{Age: time.Hour, Fixed: true}, PricesFixed: true}}
	h := newHandlers(set)
	require.Equal(t, http.StatusUnprocessableEntity, post(t, h.setTarget, url.Values{"target": {"24h"}}).Code)
	require.Equal(t, http.StatusUnprocessableEntity, post(t, h.setPrices, url.Values{"prices": {"de=1"}}).Code)
	require.Empty(t, set.by)
}

// A failed change must not look saved.
func TestSettings_FailuresAreErrors(t *testing.T) {
	t.Parallel()
	h := newHandlers(&stubSettings{err: webtest.ErrAway})
	before := h.Hub.Changes()
	c, _ := areatest.Post(auth.RoleAdmin, paths.SettingsPath, url.Values{"target": {"24h"}})
	require.ErrorIs(t, h.setTarget(c), webtest.ErrAway)
	require.Equal(t, before, h.Hub.Changes())
	h = newHandlers(&stubSettings{})
	before = h.Hub.Changes()
	post(t, h.setTarget, url.Values{"target": {"24h"}})
	require.Greater(t, h.Hub.Changes(), before, "open pages show it")
}

// The warning says how much time is left.
func TestSettings_WarnBeforeTokenExpires(t *testing.T) {
	t.Parallel()
	warning := func(left time.Duration) string {
		h := newHandlers(&stubSettings{})
		c := web.Configured{Credentials: web.TokenCredentials, TokenExpires: areatest.Noon.Add(left)}
		return h.settingsView(t.Context(), areatest.Request(h.Base, "/settings"), c).TokenWarning
	}
	require.Empty(t, warning(expiresSoon))
	require.Contains(t, warning(3*24*time.Hour), "in 3 d")
	require.Contains(t, warning(-time.Hour), "expired")
	require.NotEmpty(t, warning(0))
	h := newHandlers(&stubSettings{})
	require.Empty(t, h.settingsView(t.Context(), areatest.Request(h.Base, "/settings"), web.Configured{}).TokenWarning, "it is not known when")
}

// The budget is shown as far as it is known.
func TestConnectionFacts_NameCredentials(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{}
	for _, credentials := range []string{web.TokenCredentials, web.PasswordCredentials, web.NoCredentials} {
		h := newHandlers(&stubSettings{})
		text := areatest.Facts(h.connectionFacts(t.Context(), areatest.Request(h.Base, "/"), web.Configured{Credentials: credentials}))["Credentials"].Text
		require.False(t, texts[text], credentials)
		texts[text] = true
	}
	h := newHandlers(&stubSettings{})
	facts := areatest.Facts(h.connectionFacts(t.Context(), areatest.Request(h.Base, "/"), web.Configured{Credentials: web.TokenCredentials, TokenExpires: areatest.Noon.Add(72 * time.Hour)}))
	require.True(t, facts["Token valid until"].When.Due)
	require.Empty(t, facts["Request budget"].Text)
	for known, want := range map[bool]bool{true: true, false: false} {
		h := newHandlers(&stubSettings{}, func(d *web.Deps) { d.Cloud.Budget = func() (int, int, bool) { return 1100, 1200, known } })
		require.Equal(t, want, strings.Contains(areatest.Facts(h.connectionFacts(t.Context(), areatest.Request(h.Base, "/"), web.Configured{}))["Request budget"].Text, quantity.Count(1100)))
	}
}

func TestTimingFacts_UndoWindowOrNone(t *testing.T) {
	t.Parallel()
	with, without := newHandlers(&stubSettings{}), newHandlers(&stubSettings{}, func(d *web.Deps) { d.UndoWindow = 0 })
	require.Contains(t, areatest.Facts(with.timingFacts(web.Configured{}))["Undo window of deletions"].Text, "10 min")
	require.NotContains(t, areatest.Facts(without.timingFacts(web.Configured{}))["Undo window of deletions"].Text, "0")
	require.Equal(t, "every 90 s", areatest.Facts(with.timingFacts(web.Configured{PollFast: 90 * time.Second}))["Polling while operations run"].Text)
}

// An unknown name is not found, whatever it contains.
func TestHelp_ShowsDocumentsByName(t *testing.T) {
	t.Parallel()
	h := newHandlers(&stubSettings{}, func(d *web.Deps) { d.Version = "1.2.3" })
	page := func(params map[string]string) (web.Page, error) {
		req := areatest.Request(h.Base, paths.HelpPath)
		req.Params = params
		return h.help(t.Context(), req)
	}
	index, err := page(nil)
	require.NoError(t, err)
	require.Empty(t, index.Crumbs)
	for _, topic := range helpTopics() {
		name := strings.TrimPrefix(topic.Link.Href, paths.HelpPath+"/")
		p, err := page(map[string]string{"name": name})
		require.NoError(t, err, name)
		require.Equal(t, paths.HelpPath, p.Crumbs[0].Href, name)
	}
	for _, name := range []string{"nothing", "../go.mod", "../../etc/passwd", "decisions/../../go.mod"} {
		_, err := page(map[string]string{"name": name})
		var missing problem.NotFound
		require.ErrorAs(t, err, &missing, name)
	}
	require.Equal(t, "1.2.3", h.aboutView().Version)
}
