package volumes

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: "/datacenters", Show: s.datacenters},
		{Path: "/datacenters/:dc", Show: s.datacenter},
		{Path: "/volumes", Show: s.volumes},
		{Path: paths.VolumePath, Show: s.volume},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(paths.VolumePath+"/target", s.changeTarget)
	g.GET(paths.VolumePath+"/target", func(c echo.Context) error {
		return c.Redirect(http.StatusSeeOther, paths.VolumeHref(c.Param("dc"), c.Param("vol")))
	})
	g.GET("/volumes.csv", export.CSV(s.Base, s.volumeList.Export))
	g.GET("/volumes.json", export.JSON(s.Base, s.volumeList.Export))
	g.POST(paths.BulkTarget, s.reviewTargets)
	g.POST(paths.BulkTarget+"/record", s.recordTargets)
	g.GET(paths.BulkTarget, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/volumes") })
	g.GET(paths.BulkTarget+"/record", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/volumes") })
}
