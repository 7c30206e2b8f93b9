// Package snapshots holds the list of snapshots and the pages on which a snapshot is viewed, edited, locked and
// deleted.
package snapshots

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	ops      *opview.Presenter
	list     *snapshotlist.List
	inferred *sourceview.Presenter
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, ops: opview.New(base), list: snapshotlist.New(base), inferred: sourceview.New(base)}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: "/snapshots", Show: s.snapshots},
		{Path: "/snapshots/:id", Show: s.snapshot},
		{Path: "/snapshots/:id/edit", Show: s.editPage},
		{Path: "/snapshots/:id/delete", Show: s.deletePage},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.GET("/snapshots.csv", export.CSV(s.Base, s.list.Export))
	g.GET("/snapshots.json", export.JSON(s.Base, s.list.Export))
	g.POST("/snapshots/:id/edit", s.edit)
	g.POST("/snapshots/:id/labels", s.onSnapshot(s.label))
	g.POST("/snapshots/:id/lock", s.onSnapshot(s.lock))
	g.POST("/snapshots/:id/unlock", s.onSnapshot(s.unlock))
	g.POST("/snapshots/:id/delete", s.onSnapshot(s.planDeletion))
	for _, word := range []string{"/labels", "/lock", "/unlock", "/volume", "/overwrite"} {
		g.GET("/snapshots/:id"+word, func(c echo.Context) error { return redirectToSnapshot(c, c.Param("id")) })
	}
}
