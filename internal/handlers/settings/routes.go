package settings

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: web.SettingsPath, Show: s.settings},
		{Path: web.HelpPath, Show: s.help},
		{Path: web.HelpPath + "/:name", Show: s.help},
		{Path: web.HelpPath + "/decisions/:decision", Show: s.help},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(web.SettingsPath+"/target", s.setTarget)
	g.POST(web.SettingsPath+"/prices", s.setPrices)
}
