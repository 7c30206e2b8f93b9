package login

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
)

// LoginPage asks for a user name and a password.
func (s *Handlers) LoginPage(c echo.Context) error {
	next := paths.Local(c.QueryParam("next"))
	if _, _, ok, err := session.Current(s.Sessions, c.Request()); err == nil && ok {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return s.showLogin(c, http.StatusOK, loginReason(c.QueryParam("reason"), next))
}

// loginReason returns the form with a sentence about why it is shown.
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

func (s *Handlers) showLogin(c echo.Context, status int, l views.Login) error {
	layout := s.CommonLayout(c.Request().Context(), s.NewRequest(c.Request().URL, nil, ""))
	if s.Provider != nil {
		l.Provider, l.ProviderHref = s.ProviderName, paths.OidcPath+"?next="+url.QueryEscape(l.Next)
	}
	l.Passkey = s.passkeys.Ask(c.Request())
	layout.Title, layout.Theme = "Log in", web.ThemeOf(c.Request())
	layout.Problems = s.Guard.Problems() // other problems are only shown to logged-in users
	layout.Notices = web.EncryptionNotice(s.Site)
	return s.Send(c, status, views.LoginPage(layout, l))
}

// LogIn starts a session and leads to the page that the user wanted.
func (s *Handlers) LogIn(c echo.Context) error {
	name, next := c.FormValue("username"), paths.Local(c.FormValue("next"))
	user, err := s.Login.Login(c.Request().Context(), name, c.FormValue("password"), c.RealIP())
	if err != nil {
		return s.refuseLogin(c, err, views.Login{User: texts.Truncate(name, auth.MaxNameRunes), Next: next})
	}
	if user.HasSecondFactor() {
		return s.askFactor(c, http.StatusOK, user, next, "")
	}
	return s.beginSession(c, user, next)
}

// beginSession starts the session of an authenticated user, and leads to a page.
func (s *Handlers) beginSession(c echo.Context, user auth.User, next string) error {
	current, err := s.Sessions.Get(c.Request(), session.Cookie)
	if err != nil {
		return fmt.Errorf("look up the session: %w", err)
	}
	if err := s.Sessions.Rotate(c.Request(), c.Response(), current, user); err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	if err := s.People.NoteLogin(c.Request().Context(), user.ID, c.RealIP(), s.Now().UTC()); err != nil {
		s.Log.Warn("store time of login", "id", middleware.RequestID(c), "user", user.Name, "error", err)
	}
	s.Log.Info("logged in", "user", user.Name, "from", c.RealIP())
	s.Audit.Record(c, audit.LogIn, audit.Done, user.Name, "")
	return c.Redirect(http.StatusSeeOther, next)
}

func (s *Handlers) refuseLogin(c echo.Context, err error, l views.Login) error {
	var throttled *auth.ThrottledError
	switch {
	case errors.As(err, &throttled):
		s.Audit.RecordThrottled(c, s.attemptedName(c))
		l.Error = auditing.ThrottledText(c, throttled)
		return s.showLogin(c, http.StatusTooManyRequests, l)
	case errors.Is(err, auth.ErrBadCredentials):
		s.Log.Info("login refused", "from", c.RealIP())
		s.Audit.Record(c, audit.LogIn, audit.Refused, s.attemptedName(c), "The user name or the password was wrong.")
		l.Error = "Wrong user name or password."
		return s.showLogin(c, http.StatusUnauthorized, l)
	default:
		return fmt.Errorf("log in: %w", err)
	}
}

func (s *Handlers) attemptedName(c echo.Context) string {
	if name := c.FormValue("username"); s.Login.Exists(c.Request().Context(), name) {
		return name
	}
	return auditing.UnknownName
}

func (s *Handlers) logout(c echo.Context) error {
	current, err := s.Sessions.Get(c.Request(), session.Cookie)
	if err != nil {
		return fmt.Errorf("look up the session: %w", err)
	}
	if err := s.Sessions.Destroy(c.Request(), c.Response(), current); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	if clearsSite(s.PublicURL, s.Scheme(c.Request())) {
		c.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	}
	s.Audit.Record(c, audit.LogOut, audit.Done, session.UserOf(c), "")
	return c.Redirect(http.StatusSeeOther, "/login?reason=out")
}
