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

// loginPasskey lets in who has a passkey. The device has verified its user, so that it is two factors in one.
func (s *Server) loginPasskey(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	next := localPath(c.Request().PostForm.Get("next"))
	user, err := s.usePasskey(c)
	if errors.Is(err, auth.ErrBadCredentials) {
		name := user.Name
		if name == "" {
			name = unknownName
		}
		s.Log.Info("login refused", "from", c.RealIP(), "reason", "passkey")
		s.recordAudit(c, audit.LogIn, audit.Refused, name, "The passkey was not accepted.")
		return s.showLogin(c, http.StatusUnauthorized, views.Login{Next: next, Error: "The passkey was not accepted. Log in with your password, or try again."})
	}
	if err != nil {
		return fmt.Errorf("log in with a passkey: %w", err)
	}
	return s.beginSession(c, user, next)
}
