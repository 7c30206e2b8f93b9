package volumes

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: "/datacenters", Show: s.datacenters},
		{Path: "/datacenters/:dc", Show: s.datacenter},
		{Path: "/volumes", Show: s.volumes},
		{Path: web.VolumePath, Show: s.volume},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(web.VolumePath+"/target", s.changeTarget)
	g.GET(web.VolumePath+"/target", func(c echo.Context) error {
		return c.Redirect(http.StatusSeeOther, web.VolumeHref(c.Param("dc"), c.Param("vol")))
	})
	g.POST(web.BulkTarget, s.reviewTargets)
	g.POST(web.BulkTarget+"/record", s.recordTargets)
	g.GET(web.BulkTarget, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/volumes") })
	g.GET(web.BulkTarget+"/record", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/volumes") })
}
