package login

import (
	"github.com/labstack/echo/v4"
)

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST("/logout", s.logout)
}
