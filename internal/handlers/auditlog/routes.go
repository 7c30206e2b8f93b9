package auditlog

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: web.AuditPath, Show: s.audit},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.GET(web.AuditPath+".csv", s.auditCSV)
	g.GET(web.AuditPath+".json", s.auditJSON)
}
