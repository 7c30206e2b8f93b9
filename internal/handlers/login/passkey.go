package login

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/views"
)

// LoginPasskey logs in with a passkey, which counts as two factors because the device has verified its user.
func (s *Handlers) LoginPasskey(c echo.Context) error {
	next := paths.Local(c.Request().PostForm.Get("next"))
	user, err := s.passkeys.Use(c)
	if errors.Is(err, auth.ErrBadCredentials) {
		name := cmp.Or(user.Name, auditing.UnknownName)
		s.Log.Info("login refused", "from", c.RealIP(), "reason", "passkey")
		s.Audit.Record(c, audit.LogIn, audit.Refused, name, "The passkey was not accepted.")
		return s.showLogin(c, http.StatusUnauthorized, views.Login{Next: next, Error: "The passkey was not accepted. Log in with your password, or try again."})
	}
	if err != nil {
		return fmt.Errorf("log in with a passkey: %w", err)
	}
	return s.beginSession(c, user, next)
}
