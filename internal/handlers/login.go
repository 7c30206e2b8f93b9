package handlers

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/views"
)

// loginPage asks for a user name and a password.
func (s *Server) loginPage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if _, ok, err := s.currentUser(c.Request()); err == nil && ok {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return s.showLogin(c, http.StatusOK, loginReason(c.QueryParam("reason"), next))
}

// loginReason is the form with a sentence about why it is shown.
func loginReason(code, next string) views.Login {
	l := views.Login{Next: next, ReasonCode: code}
	switch code {
	case "ended":
		l.Reason = "Your session ended. Log in to continue."
	case "unsent":
		l.Reason = "Your session ended before the form was sent. Nothing was changed. Log in and send it again."
	case "out":
		l.Reason = "You are logged out."
	default:
		l.ReasonCode = ""
	}
	return l
}

func (s *Server) showLogin(c echo.Context, status int, l views.Login) error {
	layout := s.commonLayout(s.newPageRequest(c.Request().Context(), c.Request().URL, nil, ""))
	if s.Provider != nil {
		l.Provider, l.ProviderHref = s.ProviderName, oidcPath+"?next="+queryEscape(l.Next)
	}
	l.Passkey = s.askPasskey(c.Request())
	layout.Title, layout.Theme = "Log in", themeOf(c.Request())
	layout.Problems = s.databaseProblem() // what else is wrong is for those who are logged in
	layout.Notices = s.encryptionNotice()
	return s.send(c, status, views.LoginPage(layout, l))
}

// login begins a session and leads to where the user was going.
func (s *Server) login(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	name, next := c.FormValue("username"), localPath(c.FormValue("next"))
	user, err := s.Login.Login(c.Request().Context(), name, c.FormValue("password"), c.RealIP())
	if err != nil {
		return s.refuseLogin(c, err, views.Login{User: truncate(name, auth.MaxNameRunes), Next: next})
	}
	if user.HasSecondFactor() {
		return s.askFactor(c, http.StatusOK, user, next, "")
	}
	return s.beginSession(c, user, next)
}

// beginSession begins the session of a user who proved who they are, and goes to a page.
func (s *Server) beginSession(c echo.Context, user auth.User, next string) error {
	session, err := s.Sessions.Get(c.Request(), sessionCookie)
	if err != nil {
		return fmt.Errorf("look up the session: %w", err)
	}
	if err := s.Sessions.Rotate(c.Request(), c.Response(), session, user); err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	if err := s.People.NoteLogin(c.Request().Context(), user.ID, c.RealIP(), s.Now().UTC()); err != nil {
		s.Log.Warn("note login", "id", requestID(c), "user", user.Name, "error", err.Error())
	}
	s.Log.Info("logged in", "user", user.Name, "from", c.RealIP())
	s.recordAudit(c, audit.LogIn, audit.Done, user.Name, "")
	return c.Redirect(http.StatusSeeOther, next)
}

func (s *Server) refuseLogin(c echo.Context, err error, l views.Login) error {
	var throttled *auth.ThrottledError
	switch {
	case errors.As(err, &throttled):
		s.traceThrottled(c, s.attemptedName(c))
		l.Error = throttledText(c, throttled)
		return s.showLogin(c, http.StatusTooManyRequests, l)
	case errors.Is(err, auth.ErrBadCredentials):
		s.Log.Info("login refused", "from", c.RealIP())
		s.recordAudit(c, audit.LogIn, audit.Refused, s.attemptedName(c), "The user name or the password was wrong.")
		l.Error = "Wrong user name or password."
		return s.showLogin(c, http.StatusUnauthorized, l)
	default:
		return fmt.Errorf("log in: %w", err)
	}
}

// unknownName stands in the audit log for a name that no user has: it may be a password
// that was typed into the wrong field.
const unknownName = "unknown user"

func (s *Server) attemptedName(c echo.Context) string {
	if name := c.FormValue("username"); s.Login.Exists(c.Request().Context(), name) {
		return name
	}
	return unknownName
}

// logout ends the session.
func (s *Server) logout(c echo.Context) error {
	session, err := s.Sessions.Get(c.Request(), sessionCookie)
	if err != nil {
		return fmt.Errorf("look up the session: %w", err)
	}
	if err := s.Sessions.Destroy(c.Request(), c.Response(), session); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	if s.clearsSite(c.Request()) {
		c.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	}
	s.recordAudit(c, audit.LogOut, audit.Done, userOf(c), "")
	return c.Redirect(http.StatusSeeOther, "/login?reason=out")
}
