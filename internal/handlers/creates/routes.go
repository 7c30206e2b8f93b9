// Package creates holds the pages and forms that create snapshots of one volume or many.
package creates

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/createform"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	forms      *createform.Forms
	volumeList *volumelist.List
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, forms: createform.New(base), volumeList: volumelist.New(base)}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.VolumePath + "/create", Show: s.createPage},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(paths.VolumePath+"/snapshots", s.create)
	g.GET(paths.VolumePath+"/snapshots", func(c echo.Context) error {
		return c.Redirect(http.StatusSeeOther, paths.VolumeHref(c.Param("dc"), c.Param("vol")))
	})
	g.POST(paths.BulkPath, s.review)
	g.GET(paths.BulkPath, s.reviewOfServer)
	g.POST(paths.BulkPath+"/create", s.createAll)
}
