package session

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/operation"
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

// Problem leads to the account.
func (m MustChange) Problem(*http.Request) views.ProblemPage {
	p := problem.Plain(http.StatusForbidden, "Change your password first", "An admin set your password. Nothing was done.")
	p.Error = "first-password"
	if !m.Password {
		p = problem.Plain(http.StatusForbidden, "Add a second factor first", "Snapdeck is set to demand one. Nothing was done.")
		p.Error = "second-factor"
	}
	p.Links = []ui.Link{{Text: "Account", Href: paths.AccountPath}}
	return p
}

const (
	// Cookie is the cookie with the session ID.
	Cookie = "snapdeck"
	// userKey and Key are the keys of the user and the session in an echo context.
	userKey = "snapdeck.user"
	Key     = "snapdeck.session"
)

// RequireLogin sends users who are not logged in to the login page, and afterwards back to where they were.
func RequireLogin(sessions Store) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			session, user, ok, err := Current(sessions, c.Request())
			if err != nil {
				return err
			}
			if !ok {
				return c.Redirect(http.StatusSeeOther, loginHref(c.Request(), hadSession(c.Request())))
			}
			c.Set(userKey, user)
			c.Set(Key, session)
			return next(c)
		}
	}
}

// Current returns the session and the user of a request, with the user's current role.
func Current(sessions Store, r *http.Request) (auth.Session, auth.User, bool, error) {
	session, user, err := sessions.Current(r, Cookie)
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

// Of returns the session of a request.
func Of(c echo.Context) auth.Session {
	session, _ := c.Get(Key).(auth.Session)
	return session
}

// UserOf returns the name of the user who sent a request.
func UserOf(c echo.Context) string { return CurrentOf(c).Name }

// ActorOf returns who sent a request, and from where.
func ActorOf(c echo.Context) operation.Actor {
	return operation.Actor{Name: UserOf(c), Addr: c.RealIP()}
}

// UserIDOf returns the ID of the user who sent a request; empty without a login.
func UserIDOf(c echo.Context) string { return CurrentOf(c).ID }

func hadSession(r *http.Request) bool {
	_, err := r.Cookie(Cookie)
	return err == nil
}

// loginHref returns the login page, which afterwards leads back to the page that the user was on; a posted form is
// not repeated.
func loginHref(r *http.Request, ended bool) string {
	values := url.Values{}
	back := r.URL.RequestURI()
	if !middleware.IsRead(r) {
		back = paths.Referer(r)
		values.Set("reason", "unsent")
	} else if ended {
		values.Set("reason", "ended")
	}
	if back = paths.Local(back); back != "/" {
		values.Set("next", back)
	}
	if len(values) == 0 {
		return "/login"
	}
	return "/login?" + values.Encode()
}
