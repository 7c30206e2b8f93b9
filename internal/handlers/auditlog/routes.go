package auditlog

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.AuditPath, Show: s.audit},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.GET(paths.AuditPath+".csv", s.auditCSV)
	g.GET(paths.AuditPath+".json", s.auditJSON)
}
