// Package savedviews holds the page of saved views.
package savedviews

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.ViewsPath, Show: s.savedViews},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(paths.ViewsPath, s.saveView)
	g.POST(paths.ViewsPath+"/:id/rename", s.renameView)
	g.POST(paths.ViewsPath+"/:id/usual", s.setDefaultView)
	g.POST(paths.ViewsPath+"/:id/delete", s.deleteView)
}
