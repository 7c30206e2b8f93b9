package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/views"
)

// loginPage asks who it is.
func (s *Server) loginPage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if _, ok, err := s.currentUser(c.Request()); err == nil && ok {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return s.showLogin(c, http.StatusOK, views.Login{Next: next, Reason: loginReason(c.QueryParam("reason"))})
}

func loginReason(word string) string {
	switch word {
	case "ended":
		return "Your session ended. Log in to go on where you were."
	case "unsent":
		return "Your session had ended, so nothing was done. Log in and do it again."
	case "out":
		return "You are logged out."
	default:
		return ""
	}
}

func (s *Server) showLogin(c echo.Context, status int, l views.Login) error {
	layout := s.commonLayout(s.newPageRequest(c.Request().Context(), c.Request().URL, nil, ""))
	layout.Title, layout.Theme = "Log in", themeOf(c.Request())
	layout.Problems = s.databaseProblem() // what else is wrong is for those who are logged in
	layout.Notices = s.encryptionNotice()
	return s.send(c, status, views.LoginPage(layout, l))
}

// login lets somebody in and sends them to where they were going.
func (s *Server) login(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	name, next := c.FormValue("username"), localPath(c.FormValue("next"))
	user, err := s.Login.Login(c.Request().Context(), name, c.FormValue("password"), c.RealIP())
	if err != nil {
		return s.refuseLogin(c, err, views.Login{User: truncate(name, auth.MaxNameRunes), Next: next})
	}
	session, err := s.Sessions.Get(c.Request(), sessionCookie)
	if err != nil {
		return fmt.Errorf("look up the session: %w", err)
	}
	if err := s.Sessions.Rotate(c.Request(), c.Response(), session, user); err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	s.Log.Info("logged in", "user", user.Name, "from", c.RealIP())
	s.recordAudit(c, audit.LogIn, audit.Done, user.Name, "")
	return c.Redirect(http.StatusSeeOther, next)
}

func (s *Server) refuseLogin(c echo.Context, err error, l views.Login) error {
	var throttled *auth.ThrottledError
	switch {
	case errors.As(err, &throttled):
		wait := int(math.Ceil(throttled.Wait.Seconds()))
		c.Response().Header().Set("Retry-After", strconv.Itoa(wait))
		l.Error = "Log-in failed too often. Try again in " + (time.Duration(wait) * time.Second).String() + "."
		return s.showLogin(c, http.StatusTooManyRequests, l)
	case errors.Is(err, auth.ErrBadCredentials):
		s.Log.Info("login refused", "from", c.RealIP())
		s.recordAudit(c, audit.LogIn, audit.Refused, s.attemptedName(c), "The user name or the password was wrong.")
		l.Error = "The user name or the password is wrong."
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
	s.recordAudit(c, audit.LogOut, audit.Done, userOf(c), "")
	return c.Redirect(http.StatusSeeOther, "/login?reason=out")
}
