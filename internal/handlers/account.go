package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/views"
)

// accountPath is the page of who is logged in.
const accountPath = "/account"

// accountRoutes are the addresses at which users manage their own login.
func (s *Server) accountRoutes(g *echo.Group) {
	g.GET(accountPath, s.account)
	g.POST(accountPath+"/password", s.changePassword)
	g.POST(accountPath+"/sessions/end", s.endOtherSessions)
	g.POST(accountPath+"/sessions/:id/end", s.endSession)
	g.POST(accountPath+"/totp", s.setUpTOTP)
	g.POST(accountPath+"/totp/confirm", s.confirmTOTP)
	g.POST(accountPath+"/totp/remove", s.removeTOTP)
	g.POST(accountPath+"/recovery", s.newRecoveryCodes)
	g.POST(accountPath+"/passkeys", s.addPasskey)
	g.POST(accountPath+"/passkeys/confirm", s.confirmPasskey)
	g.POST(accountPath+"/passkeys/:id/remove", s.removePasskey)
}

// account shows who is logged in, and where.
func (s *Server) account(c echo.Context) error {
	return s.showAccount(c, http.StatusOK, views.Alert{})
}

func (s *Server) showAccount(c echo.Context, status int, alert views.Alert) error {
	user, current := currentOf(c), sessionOf(c)
	req := s.newPageRequest(c.Request().Context(), &url.URL{Path: accountPath}, nil, user.Name)
	sessions, err := s.People.SessionsOf(req.ctx, user.ID, s.Now().UTC())
	if err != nil {
		return err
	}
	v := views.Account{
		Name: user.Name, Role: string(user.Role), Login: req.moment(user.LastLoginAt), From: user.LastLoginAddr,
		Local: user.PasswordHash != "", MustChange: user.MustChangePassword, Alert: alert, Done: accountDone(c.QueryParam("done")),
	}
	if v.Recovery, err = s.People.CountRecoveryCodes(req.ctx, user.ID); err != nil {
		return err
	}
	if v.Passkeys, err = s.passkeysOn(req, user); err != nil {
		return err
	}
	_, noPasskeys := s.relyingParty(c.Request())
	v.CanAddPasskey = noPasskeys == nil
	v.TOTP, v.MustAddFactor = user.TOTPSecret != "", s.lacksFactor(user)
	for _, one := range sessions {
		v.Sessions = append(v.Sessions, views.AccountSession{
			Href: accountPath + "/sessions/" + one.IDHash + "/end", Browser: browserOf(one.UserAgent), Addr: one.Addr,
			Begun: req.moment(one.CreatedAt), Seen: req.moment(one.SeenAt), Current: one.IDHash == current.IDHash,
		})
	}
	p := page{
		title: "Account", nav: "account", static: true,
		body: func(sh views.PageLayout) templ.Component { return views.AccountPage(sh, v) },
	}
	return s.send(c, status, p.body(s.layout(c, p, req)))
}

// accountDone says what was done on the page.
func accountDone(word string) string {
	switch word {
	case "password":
		return "Password changed. Your other sessions have ended."
	case "passkey":
		return "Passkey added."
	case "passkey-removed":
		return "Passkey removed."
	case "totp":
		return "Authenticator app removed."
	case "sessions":
		return "Session ended."
	default:
		return ""
	}
}

// changePassword gives the user another password, when they know the one they have.
func (s *Server) changePassword(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	form, user := c.Request().PostForm, currentOf(c)
	if form.Get("new") != form.Get("again") {
		return s.showAccount(c, http.StatusUnprocessableEntity, views.Alert{Code: "again", Text: "The new passwords differ. Nothing was changed."})
	}
	err := s.Login.ChangeOwnPassword(c.Request().Context(), user, sessionOf(c).IDHash, form.Get("old"), form.Get("new"), c.RealIP())
	if alert, status := s.proofAlert(c, err); status != 0 {
		return s.showAccount(c, status, alert)
	}
	if err != nil {
		return fmt.Errorf("change the password: %w", err)
	}
	s.Sessions.Forget(user.ID)
	s.recordAudit(c, audit.SetPassword, audit.Done, user.Name, "User "+user.Name+" has a new password; their other sessions have ended.")
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=password")
}

// proofAlert says why a password was not taken; status is 0 when that is not what is wrong.
func (s *Server) proofAlert(c echo.Context, err error) (alert views.Alert, status int) {
	var throttled *auth.ThrottledError
	switch {
	case errors.As(err, &throttled):
		s.traceThrottled(c, userOf(c))
		return views.Alert{Code: "throttled", Text: throttledText(c, throttled)}, http.StatusTooManyRequests
	case err == nil:
		return views.Alert{}, 0
	}
	alert, known := alertOf(err)
	if !known {
		return views.Alert{}, 0
	}
	return alert, http.StatusUnprocessableEntity
}

// throttledText says how long to wait, also to the browser.
func throttledText(c echo.Context, throttled *auth.ThrottledError) string {
	wait := int(math.Ceil(throttled.Wait.Seconds()))
	c.Response().Header().Set("Retry-After", fmt.Sprint(wait))
	return "Too many failed logins. Try again in " + (time.Duration(wait) * time.Second).String() + "."
}

// traceThrottled leaves a trace of a login that was turned away because too many failed.
func (s *Server) traceThrottled(c echo.Context, name string) {
	s.traceRefusal(c.Request(), refusedRequest{
		reason: refusedThrottled, actor: name, addr: c.RealIP(), id: requestID(c), route: routeKey(c.Request().Method, c.Path()),
		detail: "Too many failed logins from " + c.RealIP() + " or for this user.",
	})
}

func (s *Server) endOtherSessions(c echo.Context) error {
	user := currentOf(c)
	if err := s.People.EndSessionsOf(c.Request().Context(), user.ID, sessionOf(c).IDHash); err != nil {
		return err
	}
	return s.sessionsEnded(c, "Their other sessions have ended.")
}

func (s *Server) endSession(c echo.Context) error {
	err := s.People.EndSessionOf(c.Request().Context(), userIDOf(c), c.Param("id"))
	if err != nil && !errors.Is(err, auth.ErrNoSession) { // one that has ended already is what was wanted
		return err
	}
	return s.sessionsEnded(c, "One of their sessions has ended.")
}

func (s *Server) sessionsEnded(c echo.Context, text string) error {
	s.Sessions.Forget(userIDOf(c))
	s.recordAudit(c, audit.EndSessions, audit.Done, userOf(c), text)
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=sessions")
}

// requireOwnPassword lets who has a password that another person knows do nothing but change it.
func (s *Server) requireOwnPassword(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Path()
		user := currentOf(c)
		if !user.MustChangePassword && !s.lacksFactor(user) || strings.HasPrefix(path, accountPath) || path == "/logout" {
			return next(c)
		}
		if isRead(c.Request()) {
			return c.Redirect(http.StatusSeeOther, accountPath)
		}
		return mustChange{user.MustChangePassword}
	}
}

// lacksFactor reports whether a user has to add a second factor before anything else.
func (s *Server) lacksFactor(user auth.User) bool {
	return s.SecondFactor && user.PasswordHash != "" && !user.HasSecondFactor()
}

// mustChange says that the password has to be changed first, or a second factor to be added.
type mustChange struct{ password bool }

// Error says which.
func (m mustChange) Error() string {
	if m.password {
		return "the password has to be changed first"
	}
	return "a second factor has to be added first"
}

func (m mustChange) page() views.ProblemPage {
	p := plainProblem(http.StatusForbidden, "Change your password first", "Your password was set for you. Nothing was done.")
	p.Error = "first-password"
	if !m.password {
		p = plainProblem(http.StatusForbidden, "Add a second factor first", "Snapdeck is set to demand one. Nothing was done.")
		p.Error = "second-factor"
	}
	p.Links = []views.Link{{Text: "Account", Href: accountPath}}
	return p
}

// browserOf names the browser and the system of a User-Agent header, as far as it tells.
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
