package operations

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/web"
)

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
