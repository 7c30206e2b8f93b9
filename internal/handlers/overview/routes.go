// Package overview holds the start page.
package overview

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/memo"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	ops  *opview.Presenter
	list *snapshotlist.List
	ages memo.Recent[agesKey, *ageTotals]
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, ops: opview.New(base), list: snapshotlist.New(base)}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: "/", Show: s.overview},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST(paths.DismissPath, s.dismiss)
}
