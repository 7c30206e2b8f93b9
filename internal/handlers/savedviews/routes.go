package savedviews

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: web.ViewsPath, Show: s.savedViews},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(web.ViewsPath, s.saveView)
	g.POST(web.ViewsPath+"/:id/rename", s.renameView)
	g.POST(web.ViewsPath+"/:id/usual", s.setDefaultView)
	g.POST(web.ViewsPath+"/:id/delete", s.deleteView)
}
