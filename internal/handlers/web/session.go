package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// MustChange is the error of a user who must first change the password or add a second factor.
type MustChange struct{ Password bool }

// Error describes which.
func (m MustChange) Error() string {
	if m.Password {
		return "the password has to be changed first"
	}
	return "a second factor has to be added first"
}

func (m MustChange) page() views.ProblemPage {
	p := PlainProblem(http.StatusForbidden, "Change your password first", "An admin set your password. Nothing was done.")
	p.Error = "first-password"
	if !m.Password {
		p = PlainProblem(http.StatusForbidden, "Add a second factor first", "Snapdeck is set to demand one. Nothing was done.")
		p.Error = "second-factor"
	}
	p.Links = []ui.Link{{Text: "Account", Href: AccountPath}}
	return p
}

// UnknownName replaces unknown user names in the audit log, because they may be passwords typed into the wrong field.
const UnknownName = "unknown user"

const (
	// SessionCookie is the cookie with the session ID.
	SessionCookie = "snapdeck"
	// userKey and SessionKey are the keys of the user and the session in an echo context.
	userKey    = "snapdeck.user"
	SessionKey = "snapdeck.session"
)

// RequireLogin sends users who are not logged in to the login page, and afterwards back to where they were.
func (s *Base) RequireLogin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, user, ok, err := s.CurrentSession(c.Request())
		if err != nil {
			return err
		}
		if !ok {
			return c.Redirect(http.StatusSeeOther, loginHref(c.Request(), hadSession(c.Request())))
		}
		c.Set(userKey, user)
		c.Set(SessionKey, session)
		return next(c)
	}
}

// CurrentUser returns the user who sent a request.
func (s *Base) CurrentUser(r *http.Request) (auth.User, bool, error) {
	_, user, ok, err := s.CurrentSession(r)
	return user, ok, err
}

// CurrentSession returns the session and the user of a request, with the user's current role.
func (s *Base) CurrentSession(r *http.Request) (auth.Session, auth.User, bool, error) {
	session, user, err := s.Sessions.Current(r, SessionCookie)
	if errors.Is(err, auth.ErrNoSession) {
		return auth.Session{}, auth.User{}, false, nil
	}
	if err != nil {
		return auth.Session{}, auth.User{}, false, fmt.Errorf("look up the session: %w", err)
	}
	return session, user, true, nil
}

// CurrentOf returns the logged-in user, or the zero value.
func CurrentOf(c echo.Context) auth.User {
	user, _ := c.Get(userKey).(auth.User)
	return user
}

// SessionOf returns the session of a request.
func SessionOf(c echo.Context) auth.Session {
	session, _ := c.Get(SessionKey).(auth.Session)
	return session
}

// UserOf returns the name of the user who sent a request.
func UserOf(c echo.Context) string { return CurrentOf(c).Name }

// UserIDOf returns the ID of the user who sent a request; empty without a login.
func UserIDOf(c echo.Context) string { return CurrentOf(c).ID }

func hadSession(r *http.Request) bool {
	_, err := r.Cookie(SessionCookie)
	return err == nil
}

// loginHref returns the login page, which afterwards leads back to the page that the user was on; a posted form is
// not repeated.
func loginHref(r *http.Request, ended bool) string {
	values := url.Values{}
	back := r.URL.RequestURI()
	if !IsRead(r) {
		back = RefererPath(r)
		values.Set("reason", "unsent")
	} else if ended {
		values.Set("reason", "ended")
	}
	if back = LocalPath(back); back != "/" {
		values.Set("next", back)
	}
	if len(values) == 0 {
		return "/login"
	}
	return "/login?" + values.Encode()
}

// RefererPath returns the page of this site that a request came from, or "/".
func RefererPath(r *http.Request) string {
	referer, err := url.Parse(r.Referer())
	if err != nil || referer.Host != r.Host {
		return "/"
	}
	return referer.RequestURI()
}

// LocalPath returns a path of this site, or "/" for any address that could lead elsewhere.
func LocalPath(path string) string {
	parsed, err := url.Parse(path)
	if err != nil || parsed.IsAbs() || parsed.Host != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
