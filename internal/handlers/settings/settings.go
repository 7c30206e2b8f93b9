package settings

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/price"
	"snapdeck/internal/quantity"
	"snapdeck/internal/target"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// expiresSoon is the time before its expiry from which a token causes a warning.
const expiresSoon = 14 * 24 * time.Hour

func (s *Handlers) settings(ctx context.Context, req web.Request) (web.Page, error) {
	p := s.settingsView(ctx, req, s.Settings.Configured())
	p.Saved = req.URL.Query().Get("saved")
	return settingsPage(p), nil
}

func settingsPage(p views.SettingsPage) web.Page {
	return web.Page{
		Title: "Settings", Nav: "settings", Static: true,
		Body: func(sh views.PageLayout) templ.Component { return views.SettingsView(sh, p) },
	}
}

func (s *Handlers) settingsView(ctx context.Context, req web.Request, c web.Configured) views.SettingsPage {
	p := views.SettingsPage{
		Target: target.Format(c.Target.Age), TargetFixed: c.Target.Fixed, Prices: strings.ReplaceAll(c.Prices, ",", "\n"), PricesFixed: c.PricesFixed,
		Currency: c.Currency, Connection: s.connectionFacts(ctx, req, c), Timing: s.timingFacts(c), Errors: map[string]string{},
		Simulated: c.Credentials == web.NoCredentials,
	}
	if !c.TokenExpires.IsZero() {
		left := c.TokenExpires.Sub(req.Now)
		at := req.Due(c.TokenExpires)
		switch {
		case left <= 0:
			p.TokenWarning = "The token has expired (" + at.Exact + "). Put a new one into IONOS_TOKEN and restart Snapdeck."
		case left < expiresSoon:
			p.TokenWarning = "The token expires " + at.Ago + " (" + at.Exact + "). Put a new one into IONOS_TOKEN and restart Snapdeck before that."
		}
	}
	for _, v := range c.Values {
		p.Values = append(p.Values, views.SettingValue{Name: v.Name, Value: v.Value, From: v.From, Help: v.Help})
	}
	return p
}

// connectionFacts returns the contract, and how Snapdeck logs in to it.
func (s *Handlers) connectionFacts(ctx context.Context, req web.Request, c web.Configured) []ui.Fact {
	layout := s.CommonLayout(ctx, req)
	facts := []ui.Fact{{Label: "Contract", Text: layout.Contract}, {Label: "API", Text: s.Cloud.Endpoint}}
	switch c.Credentials {
	case web.TokenCredentials:
		expires := ui.Fact{Label: "Token valid until", Text: "the token does not say"}
		if !c.TokenExpires.IsZero() {
			expires.When = new(req.Due(c.TokenExpires))
		}
		facts = append(facts, ui.Fact{Label: "Credentials", Text: "token (IONOS_TOKEN)"}, expires)
	case web.PasswordCredentials:
		facts = append(facts, ui.Fact{Label: "Credentials", Text: "user name and password"})
	default:
		facts = append(facts, ui.Fact{Label: "Credentials", Text: "none: the contract is simulated"})
	}
	if s.Cloud.Budget != nil {
		if remaining, limit, known := s.Cloud.Budget(); known {
			facts = append(facts, ui.Fact{Label: "Request budget", Text: fmt.Sprintf("%s of %s requests left this minute", quantity.Count(remaining), quantity.Count(limit))})
		}
	}
	return append(facts, ui.Fact{Label: "Reserved for other clients", Text: fmt.Sprintf("%d %% of the request budget", c.BudgetReserve)})
}

// timingFacts returns how often IONOS Cloud is read, and how long a deletion can be undone.
func (s *Handlers) timingFacts(c web.Configured) []ui.Fact {
	undo := texts.UndoText(s.UndoWindow)
	if s.UndoWindow == 0 {
		undo = "none: deletions start immediately"
	}
	return []ui.Fact{
		{Label: "Undo window of deletions", Text: undo},
		{Label: "Polling while operations run", Text: "every " + durationText(c.PollFast)},
		{Label: "Polling while a page is open", Text: "every " + durationText(c.PollWatched)},
		{Label: "Polling otherwise", Text: "every " + durationText(c.PollSlow)},
		{Label: "Time zone", Text: s.Zone.String()},
	}
}

// durationText formats a duration in whole minutes, or otherwise in seconds.
func durationText(d time.Duration) string {
	if d >= time.Minute && d%time.Minute == 0 {
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%g s", d.Seconds())
}

func (s *Handlers) setTarget(c echo.Context) error {
	return s.changeSetting(c, "target", func(set web.Configured, text string) (string, error) {
		if set.Target.Fixed {
			return "SNAPDECK_TARGET sets the target age. Change it there.", nil
		}
		age, err := target.Parse(text)
		if err != nil {
			return "Enter a whole number of hours, days or weeks, such as 24h, 7d or 2w.", nil
		}
		return "", s.Settings.SetTarget(c.Request().Context(), session.ActorOf(c), age)
	})
}

func (s *Handlers) setPrices(c echo.Context) error {
	return s.changeSetting(c, "prices", func(set web.Configured, text string) (string, error) {
		if set.PricesFixed {
			return "SNAPDECK_PRICES sets the prices. Change them there.", nil
		}
		text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\r\n,; ", r) }), ",")
		var list price.List
		if err := list.UnmarshalText([]byte(text)); err != nil {
			return "Not saved: " + err.Error() + ".", nil
		}
		return "", s.Settings.SetPrices(c.Request().Context(), session.ActorOf(c), text)
	})
}

// changeSetting reads the field of a setting, changes it and shows the settings again, with the problem that change
// returns beside the field.
func (s *Handlers) changeSetting(c echo.Context, field string, change func(set web.Configured, text string) (problem string, err error)) error {
	text, set := texts.Truncate(strings.TrimSpace(c.FormValue(field)), maxSetting), s.Settings.Configured()
	problem, err := change(set, text)
	if err != nil {
		return fmt.Errorf("change the setting %s: %w", field, err)
	}
	if problem == "" {
		s.Hub.Changed()
		return c.Redirect(http.StatusSeeOther, paths.SettingsPath+"?saved="+field+"#"+field)
	}
	req := s.NewRequest(c.Request().URL, nil, session.UserOf(c))
	v := s.settingsView(c.Request().Context(), req, set)
	v.Errors[field] = problem
	if field == "target" {
		v.Target = text
	} else {
		v.Prices = text
	}
	return s.SendPage(c, http.StatusUnprocessableEntity, req, settingsPage(v))
}

// maxSetting limits the length of a setting, in characters.
const maxSetting = 4000
