// Package volumes holds the pages of data centers and volumes.
package volumes

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/createform"
	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/timelineview"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	forms      *createform.Forms
	ops        *opview.Presenter
	list       *snapshotlist.List
	timeline   *timelineview.Presenter
	volumeList *volumelist.List
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, forms: createform.New(base), ops: opview.New(base), list: snapshotlist.New(base), timeline: timelineview.New(base), volumeList: volumelist.New(base)}
}

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
