package login

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
)

// pendingLogin is a login with the right password that still needs a second factor.
type pendingLogin struct {
	UserID string
	Hash   string // of the password, so that a change of it invalidates the login
}

// pendingPurpose is the sealing purpose of a pendingLogin.
const pendingPurpose = "snapdeck-pending-login"

func (s *Handlers) askFactor(c echo.Context, status int, user auth.User, next, problem string) error {
	sealed, err := s.Sessions.Seal(pendingPurpose, pendingLogin{user.ID, passwordTag(user)})
	if err != nil {
		return err
	}
	layout := s.CommonLayout(c.Request().Context(), s.NewRequest(c.Request().URL, nil, ""))
	layout.Title, layout.Theme = "Second factor", web.ThemeOf(c.Request())
	return s.Send(c, status, views.SecondFactorPage(layout, views.SecondFactor{Pending: sealed, Next: next, TOTP: user.TOTPSecret != "", Error: problem, Passkey: s.passkeys.Ask(c.Request())}))
}

// passwordTag identifies a user's current password without its hash.
func passwordTag(user auth.User) string { return user.PasswordChangedAt.UTC().String() }

// LoginFactor completes a login with the right code.
func (s *Handlers) LoginFactor(c echo.Context) error {
	form, next := c.Request().PostForm, paths.Local(c.Request().PostForm.Get("next"))
	user, err := s.pendingUser(c, form.Get("pending"))
	if errors.Is(err, auth.ErrNoSession) || errors.Is(err, auth.ErrNoUser) {
		return s.showLogin(c, http.StatusUnauthorized, views.Login{Next: next, Error: "This took too long. Log in again."})
	}
	if err != nil {
		return err
	}
	err = s.Login.VerifyFactor(c.Request().Context(), user, form.Get("code"), c.RealIP())
	var throttled *auth.ThrottledError
	switch {
	case err == nil:
		return s.beginSession(c, user, next)
	case errors.As(err, &throttled):
		s.Audit.RecordThrottled(c, user.Name)
		return s.askFactor(c, http.StatusTooManyRequests, user, next, auditing.ThrottledText(c, throttled))
	case errors.Is(err, auth.ErrBadCredentials):
		s.Log.Info("login refused", "from", c.RealIP(), "reason", "second factor", "error", err)
		s.Audit.Record(c, audit.LogIn, audit.Refused, user.Name, "The second factor was wrong.")
		return s.askFactor(c, http.StatusUnauthorized, user, next, "The code is wrong or was used before.")
	default:
		return fmt.Errorf("check the second factor: %w", err)
	}
}

// pendingUser returns the user whose second factor a page asks for.
func (s *Handlers) pendingUser(c echo.Context, sealed string) (auth.User, error) {
	var pending pendingLogin
	if err := s.Sessions.Open(pendingPurpose, sealed, &pending); err != nil {
		return auth.User{}, err
	}
	user, err := s.People.UserByID(c.Request().Context(), pending.UserID)
	if err != nil {
		return auth.User{}, err
	}
	if user.Disabled() || passwordTag(user) != pending.Hash {
		return auth.User{}, auth.ErrNoSession
	}
	return user, nil
}
