// Package restores holds the pages that create volumes from snapshots and overwrite volumes with them.
package restores

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	ops  *opview.Presenter
	list *snapshotlist.List
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, ops: opview.New(base), list: snapshotlist.New(base)}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: paths.VolumePath + "/restore", Show: s.restoreChoice},
		{Path: "/snapshots/:id/restore", Show: s.restorePage},
		{Path: "/batches/:id/restore", Show: s.setPage(s.batchSet)},
		{Path: paths.ServerSetPath, Show: s.setPage(s.serverSet)},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST("/batches/:id/restore", s.restoreSet(s.batchSet))
	g.POST(paths.ServerSetPath, s.restoreSet(s.serverSet))
	g.POST("/snapshots/:id/volume", s.newVolume)
	g.POST("/snapshots/:id/overwrite", s.overwrite)
}
