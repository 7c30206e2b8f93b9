package sources

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: web.SourcesPath, Show: s.sources},
		{Path: "/snapshots/:id/source", Show: s.sourceChoice},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(web.SourcesPath+"/review", s.reviewSources)
	g.POST(web.SourcesPath+"/confirm", s.confirmSources)
	for _, word := range []string{"/review", "/confirm"} {
		g.GET(web.SourcesPath+word, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, web.SourcesPath) })
	}
}
