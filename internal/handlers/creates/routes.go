package creates

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
)

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: web.VolumePath + "/create", Show: s.createPage},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(web.VolumePath+"/snapshots", s.create)
	g.GET(web.VolumePath+"/snapshots", func(c echo.Context) error {
		return c.Redirect(http.StatusSeeOther, web.VolumeHref(c.Param("dc"), c.Param("vol")))
	})
	g.POST(web.BulkPath, s.review)
	g.GET(web.BulkPath, s.reviewOfServer)
	g.POST(web.BulkPath+"/create", s.createAll)
}
