// Package settings holds the settings and help pages.
package settings

import (
	"github.com/labstack/echo/v4"

	"snapdeck"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/help"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	library *help.Library
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, library: help.New(snapdeck.Documents)}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.SettingsPath, Show: s.settings},
		{Path: paths.HelpPath, Show: s.help},
		{Path: paths.HelpPath + "/:name", Show: s.help},
		{Path: paths.HelpPath + "/decisions/:decision", Show: s.help},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(paths.SettingsPath+"/target", s.setTarget)
	g.POST(paths.SettingsPath+"/prices", s.setPrices)
}
