// Package operations holds the pages of operations and batches, and the actions on them.
package operations

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
)

// Page shows one operation.
type Page struct {
	*web.Base
	ops  *opview.Presenter
	list *snapshotlist.List
}

// NewPage returns the page.
func NewPage(base *web.Base) *Page {
	return &Page{Base: base, ops: opview.New(base), list: snapshotlist.New(base)}
}

// ReviewDeletions shows the form that confirms the deletion of snapshots.
type ReviewDeletions func(c echo.Context, snapshotIDs []string) error

// Handlers answers the requests of the area.
type Handlers struct {
	*Page
	*forms.Recorder
	reviewDeletions ReviewDeletions
}

// New returns the handlers of the area.
func New(page *Page, recorder *forms.Recorder, review ReviewDeletions) *Handlers {
	return &Handlers{Page: page, Recorder: recorder, reviewDeletions: review}
}

// Pages returns the routes of the pages of the area.
func (s *Handlers) Pages() []web.Route {
	return []web.Route{
		{Path: "/operations", Show: s.operations},
		{Path: "/operations/:id", Show: s.operation},
		{Path: "/operations/:id/again", Show: s.retryPage},
		{Path: "/batches/:id", Show: s.batch},
	}
}

// Register adds the routes of the area that are not pages.
func (s *Handlers) Register(g *echo.Group) {
	g.POST("/batches/:id/retry", s.retryBatch)
	g.POST("/batches/:id/cancel", s.cancelBatch)
	g.POST("/operations/:id/cancel", s.onOperation(s.cancelOperation))
	g.POST("/operations/:id/front", s.onOperation(s.change(web.Engine.MoveToFront)))
	g.POST("/operations/:id/now", s.onOperation(s.change(web.Engine.StartNow)))
	g.POST("/operations/:id/retry", s.onOperation(s.retryOperation))
	g.POST("/operations/:id/again", s.retryConfirmed)
	g.POST("/operations/:id/send-again", s.onOperation(s.change(web.Engine.SendAgain)))
	g.POST("/operations/:id/leftover", s.onOperation(s.deleteOrphan))
	g.POST("/operations/:id/resolve", s.onOperation(s.resolveOperation))
}
