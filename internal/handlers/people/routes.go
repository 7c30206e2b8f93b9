// Package people holds the pages of users and of the user's own account.
package people

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/passkey"
	"snapdeck/internal/handlers/paths"
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

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.PeoplePath, Show: s.people},
		{Path: claimsPath, Show: s.claims},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	s.peopleRoutes(g)
	s.accountRoutes(g)
}
