// Package login handles logging in and out.
package login

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/passkey"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	passkeys *passkey.Passkeys
}

// New returns the handlers of the area.
func New(base *web.Base, passkeys *passkey.Passkeys) *Handlers {
	return &Handlers{Base: base, passkeys: passkeys}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST("/logout", s.logout)
}
