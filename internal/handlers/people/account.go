package people

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// accountRoutes adds the routes on which users manage their own login.
func (s *Handlers) accountRoutes(g *echo.Group) {
	g.GET(paths.AccountPath, s.account)
	g.POST(paths.AccountPath+"/password", s.changePassword)
	g.POST(paths.AccountPath+"/sessions/end", s.endOtherSessions)
	g.POST(paths.AccountPath+"/sessions/:id/end", s.endSession)
	g.POST(paths.AccountPath+"/totp", s.setUpTOTP)
	g.POST(paths.AccountPath+"/totp/confirm", s.confirmTOTP)
	g.POST(paths.AccountPath+"/totp/remove", s.removeTOTP)
	g.POST(paths.AccountPath+"/recovery", s.newRecoveryCodes)
	g.POST(paths.AccountPath+"/passkeys", s.addPasskey)
	g.POST(paths.AccountPath+"/passkeys/confirm", s.confirmPasskey)
	g.POST(paths.AccountPath+"/passkeys/:id/remove", s.removePasskey)
}

func (s *Handlers) account(c echo.Context) error {
	return s.showAccount(c, http.StatusOK, ui.Alert{})
}

func (s *Handlers) showAccount(c echo.Context, status int, alert ui.Alert) error {
	user, current := session.CurrentOf(c), session.Of(c)
	req := s.NewRequest(&url.URL{Path: paths.AccountPath}, nil, user.Name)
	sessions, err := s.People.SessionsOf(c.Request().Context(), user.ID, s.Now().UTC())
	if err != nil {
		return err
	}
	v := views.Account{
		Name: user.Name, Role: string(user.Role), Login: req.Moment(user.LastLoginAt), From: user.LastLoginAddr,
		Local: user.PasswordHash != "", MustChange: user.MustChangePassword, Alert: alert, Done: accountDone(c.QueryParam("done")),
	}
	if v.Recovery, err = s.People.CountRecoveryCodes(c.Request().Context(), user.ID); err != nil {
		return err
	}
	if v.Passkeys, err = s.passkeysOn(c.Request().Context(), req, user); err != nil {
		return err
	}
	_, noPasskeys := s.passkeys.RelyingParty(c.Request())
	v.CanAddPasskey = noPasskeys == nil
	v.TOTP, v.MustAddFactor = user.TOTPSecret != "", s.lacksFactor(user)
	for _, one := range sessions {
		v.Sessions = append(v.Sessions, views.AccountSession{
			Href: paths.AccountPath + "/sessions/" + one.IDHash + "/end", Browser: browserOf(one.UserAgent), Addr: one.Addr,
			Started: req.Moment(one.CreatedAt), Seen: req.Moment(one.SeenAt), Current: one.IDHash == current.IDHash,
		})
	}
	return s.sendAccount(c, status, "Account", func(sh views.PageLayout) templ.Component { return views.AccountPage(sh, v) })
}

// accountDone returns the sentence for an action that was done on the page.
func accountDone(word string) string {
	return map[string]string{
		"password":        "Password changed. Your other sessions have ended.",
		"passkey":         "Passkey added.",
		"passkey-removed": "Passkey removed.",
		"totp":            "Authenticator app removed.",
		"sessions":        "Session ended.",
	}[word]
}

// changePassword changes the user's password, which requires the current one.
func (s *Handlers) changePassword(c echo.Context) error {
	form, user := c.Request().PostForm, session.CurrentOf(c)
	if form.Get("new") != form.Get("again") {
		return s.showAccount(c, http.StatusUnprocessableEntity, ui.Alert{Code: "again", Text: "The new passwords differ. Nothing was changed."})
	}
	err := s.Login.ChangeOwnPassword(c.Request().Context(), user, session.Of(c).IDHash, form.Get("old"), form.Get("new"), c.RealIP())
	if alert, status := s.proofAlert(c, err); status != 0 {
		return s.showAccount(c, status, alert)
	}
	if err != nil {
		return fmt.Errorf("change the password: %w", err)
	}
	s.Sessions.Forget(user.ID)
	s.Audit.Record(c, audit.SetPassword, audit.Done, user.Name, "User "+user.Name+" has a new password; their other sessions have ended.")
	if user.MustChangePassword { // which blocked every other page
		return c.Redirect(http.StatusSeeOther, "/")
	}
	return c.Redirect(http.StatusSeeOther, paths.AccountPath+"?done=password")
}

// proofAlert explains why a password was refused; status is 0 for any other error.
func (s *Handlers) proofAlert(c echo.Context, err error) (alert ui.Alert, status int) {
	var throttled *auth.ThrottledError
	switch {
	case errors.As(err, &throttled):
		s.Audit.RecordThrottled(c, session.UserOf(c))
		return ui.Alert{Code: "throttled", Text: auditing.ThrottledText(c, throttled)}, http.StatusTooManyRequests
	case err == nil:
		return ui.Alert{}, 0
	}
	alert, known := alertOf(err)
	if !known {
		return ui.Alert{}, 0
	}
	return alert, http.StatusUnprocessableEntity
}

func (s *Handlers) endOtherSessions(c echo.Context) error {
	user := session.CurrentOf(c)
	if err := s.People.EndSessionsOf(c.Request().Context(), user.ID, session.Of(c).IDHash); err != nil {
		return err
	}
	return s.accountChanged(c, audit.EndSessions, "Their other sessions have ended.", "sessions")
}

func (s *Handlers) endSession(c echo.Context) error {
	err := s.People.EndSessionOf(c.Request().Context(), session.UserIDOf(c), c.Param("id"))
	if err != nil && !errors.Is(err, auth.ErrNoSession) { // a session that has already ended is fine
		return err
	}
	return s.accountChanged(c, audit.EndSessions, "One of their sessions has ended.", "sessions")
}

// accountChanged adds a change of the user's own login to the audit log, and returns to the account page, which names it.
func (s *Handlers) accountChanged(c echo.Context, action, text, done string) error {
	s.Sessions.Forget(session.UserIDOf(c))
	s.Audit.Record(c, action, audit.Done, session.UserOf(c), text)
	return c.Redirect(http.StatusSeeOther, paths.AccountPath+"?done="+done)
}

// RequireOwnPassword restricts a user whose password someone else knows to changing it.
func (s *Handlers) RequireOwnPassword(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Path()
		user := session.CurrentOf(c)
		if !user.MustChangePassword && !s.lacksFactor(user) || strings.HasPrefix(path, paths.AccountPath) || path == "/logout" {
			return next(c)
		}
		if middleware.IsRead(c.Request()) {
			return c.Redirect(http.StatusSeeOther, paths.AccountPath)
		}
		return session.MustChange{Password: user.MustChangePassword}
	}
}

// lacksFactor reports whether a user must first add a second factor.
func (s *Handlers) lacksFactor(user auth.User) bool {
	return s.SecondFactor && user.PasswordHash != "" && !user.HasSecondFactor()
}

// browserOf returns the browser and operating system in a User-Agent header, as far as it names them.
func browserOf(agent string) string {
	first := func(known [][2]string) string {
		for _, k := range known {
			if strings.Contains(agent, k[0]) {
				return k[1]
			}
		}
		return ""
	}
	browser := first([][2]string{{"Firefox/", "Firefox"}, {"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}})
	system := first([][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}})
	switch {
	case browser == "":
		return "Unknown browser"
	case system == "":
		return browser
	default:
		return browser + " on " + system
	}
}
