package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
)

const (
	// sessionCookie is the cookie that holds the id of a session.
	sessionCookie = "snapdeck"
	// userKey is where who is logged in stands in an echo context, and sessionKey where the session does.
	userKey    = "snapdeck.user"
	sessionKey = "snapdeck.session"
)

// requireLogin lets only those pass who are logged in; others go to the login page and back to
// where they were.
func (s *Server) requireLogin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, user, ok, err := s.currentSession(c.Request())
		if err != nil {
			return err
		}
		if !ok {
			return c.Redirect(http.StatusSeeOther, loginHref(c.Request(), hadSession(c.Request())))
		}
		c.Set(userKey, user)
		c.Set(sessionKey, session)
		return next(c)
	}
}

// currentUser returns who sent a request.
func (s *Server) currentUser(r *http.Request) (auth.User, bool, error) {
	_, user, ok, err := s.currentSession(r)
	return user, ok, err
}

// currentSession returns who sent a request, with their role as it is now, and the session.
func (s *Server) currentSession(r *http.Request) (auth.Session, auth.User, bool, error) {
	session, user, err := s.Sessions.Current(r, sessionCookie)
	if errors.Is(err, auth.ErrNoSession) {
		return auth.Session{}, auth.User{}, false, nil
	}
	if err != nil {
		return auth.Session{}, auth.User{}, false, fmt.Errorf("look up the session: %w", err)
	}
	return session, user, true, nil
}

// currentOf is who is logged in; the zero value when nobody is.
func currentOf(c echo.Context) auth.User {
	user, _ := c.Get(userKey).(auth.User)
	return user
}

func sessionOf(c echo.Context) auth.Session {
	session, _ := c.Get(sessionKey).(auth.Session)
	return session
}

func userOf(c echo.Context) string { return currentOf(c).Name }

func userIDOf(c echo.Context) string { return currentOf(c).ID }

func hadSession(r *http.Request) bool {
	_, err := r.Cookie(sessionCookie)
	return err == nil
}

// loginHref leads to the login page and, after it, back to where somebody was. What was
// posted is not repeated: one comes back to the page that it was posted from.
func loginHref(r *http.Request, ended bool) string {
	values := url.Values{}
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		back = refererPath(r)
		values.Set("reason", "unsent")
	} else if ended {
		values.Set("reason", "ended")
	}
	if back = localPath(back); back != "/" {
		values.Set("next", back)
	}
	if len(values) == 0 {
		return "/login"
	}
	return "/login?" + values.Encode()
}

func refererPath(r *http.Request) string {
	referer, err := url.Parse(r.Referer())
	if err != nil || referer.Host != r.Host {
		return "/"
	}
	return referer.RequestURI()
}

// localPath returns a path of this site, or "/" for anything that could lead elsewhere.
func localPath(path string) string {
	parsed, err := url.Parse(path)
	if err != nil || parsed.IsAbs() || parsed.Host != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
