package login

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/views"
)

// The cookie that holds a login while the browser is at the identity provider, and its lifetime in seconds.
const (
	oidcCookie        = "snapdeck_oidc"
	oidcCookieSeconds = 10 * 60
)

// ToProvider sends the browser to the identity provider, for a login or a new proof of identity.
func (s *Handlers) ToProvider(c echo.Context) error {
	if s.Provider == nil {
		return echo.ErrNotFound
	}
	ceremony := auth.NewCeremony(s.publicAddress(c.Request())+paths.OidcCallback, paths.Local(c.QueryParam("next")), c.QueryParam("proof") != "")
	address, err := s.Provider.Address(c.Request().Context(), ceremony)
	if err != nil {
		s.Log.Error("call identity provider", "id", middleware.RequestID(c), "error", err)
		return s.showLogin(c, http.StatusBadGateway, views.Login{Next: ceremony.Next, Error: "The identity provider cannot be reached. Try again in a moment."})
	}
	sealed, err := s.Sessions.Seal(oidcCookie, ceremony)
	if err != nil {
		return err
	}
	c.SetCookie(s.ceremonyCookie(c, sealed, oidcCookieSeconds))
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.Redirect(http.StatusSeeOther, address)
}

func (s *Handlers) ceremonyCookie(c echo.Context, value string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: oidcCookie, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Scheme(c.Request()) == "https",
	}
}

// publicAddress returns the dashboard's address as browsers know it, without a trailing slash.
func (s *Handlers) publicAddress(r *http.Request) string {
	if s.PublicURL != "" {
		return strings.TrimRight(s.PublicURL, "/")
	}
	return (&url.URL{Scheme: s.Scheme(r), Host: r.Host}).String()
}

// FromProvider handles the browser's return from the identity provider.
func (s *Handlers) FromProvider(c echo.Context) error {
	if s.Provider == nil {
		return echo.ErrNotFound
	}
	var ceremony auth.Ceremony
	cookie, err := c.Cookie(oidcCookie)
	if err == nil {
		err = s.Sessions.Open(oidcCookie, cookie.Value, &ceremony)
	}
	c.SetCookie(s.ceremonyCookie(c, "", -1))
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if err != nil {
		return s.refuseIdentity(c, "/", "", fmt.Errorf("%w: the login took too long, or began in another browser", auth.ErrProvider))
	}
	if problem := c.QueryParam("error"); problem != "" {
		return s.refuseIdentity(c, ceremony.Next, "", fmt.Errorf("%w: %s", auth.ErrProvider, audit.Actor(problem)))
	}
	identity, err := s.Provider.Identify(c.Request().Context(), ceremony, c.QueryParam("state"), c.QueryParam("code"))
	if err != nil {
		return s.refuseIdentity(c, ceremony.Next, "", err)
	}
	if ceremony.Proof {
		return s.provenByProvider(c, ceremony, identity)
	}
	user, err := s.Login.Admit(c.Request().Context(), identity)
	if err != nil {
		return s.refuseIdentity(c, ceremony.Next, identity.Name, err)
	}
	return s.beginSession(c, user, ceremony.Next)
}

// refuseIdentity explains why a login at the identity provider failed.
func (s *Handlers) refuseIdentity(c echo.Context, next, name string, err error) error {
	l := views.Login{Next: next, ErrorCode: "provider"}
	switch {
	case errors.Is(err, auth.ErrBadRole):
		l.ErrorCode, l.Error = "role", "None of your groups gives you a role here. Ask an admin."
	case errors.Is(err, auth.ErrUserExists):
		l.ErrorCode, l.Error = "exists", "Another user here has your name. Ask an admin."
	case errors.Is(err, auth.ErrBadCredentials):
		l.ErrorCode, l.Error = "disabled", "Your login is disabled. Ask an admin."
	case errors.Is(err, auth.ErrProvider), errors.Is(err, auth.ErrBadName):
		l.Error = "The identity provider did not confirm the login. Try again."
	default:
		return fmt.Errorf("log in by the identity provider: %w", err)
	}
	name = cmp.Or(name, auditing.UnknownName)
	s.Log.Warn("login refused", "id", middleware.RequestID(c), "from", c.RealIP(), "user", name, "error", err)
	if s.Audit.Due(auditing.RefusedRequest{Reason: l.ErrorCode, Actor: name, Addr: c.RealIP(), Route: paths.OidcCallback}) {
		s.Audit.Record(c, audit.LogIn, audit.Refused, name, l.Error)
	}
	return s.showLogin(c, http.StatusForbidden, l)
}

// maxClockDifference limits how far an identity provider's clock may be ahead, since a login further in the future
// would count as a recent proof for too long.
const maxClockDifference = time.Minute

// provenByProvider records a new proof of identity if the identity provider says that the user has just logged in.
func (s *Handlers) provenByProvider(c echo.Context, ceremony auth.Ceremony, identity auth.Identity) error {
	current, user, known, err := session.Current(s.Sessions, c.Request())
	if err != nil {
		return err
	}
	age := s.Now().Sub(identity.AuthTime)
	if age < -maxClockDifference {
		return s.refuseIdentity(c, ceremony.Next, user.Name, fmt.Errorf("%w: auth_time is in the future: %s", auth.ErrProvider, identity.AuthTime.Format(time.RFC3339)))
	}
	if !known || user.Issuer != identity.Issuer || user.Subject != identity.Subject || identity.AuthTime.IsZero() || age > s.ProofAge {
		return s.refuseIdentity(c, ceremony.Next, user.Name, fmt.Errorf("%w: it is no fresh login of the same user", auth.ErrProvider))
	}
	if err := s.People.NoteProof(c.Request().Context(), current.IDHash, s.Now().UTC()); err != nil {
		return err
	}
	s.Sessions.Forget(user.ID)
	return c.Redirect(http.StatusSeeOther, ceremony.Next)
}
