package bulk

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/paths"
)

// Register adds the routes that review the actions and that record them.
func (s *Handlers) Register(g *echo.Group) {
	for action, plan := range bulkActions() {
		g.POST(paths.BulkSnapshots+action, func(c echo.Context) error {
			f := s.bulkFormOf(c, action, c.Request().PostForm)
			return s.showPlan(c, f, plan(s, f), http.StatusOK)
		})
		g.POST(paths.BulkSnapshots+action+"/record", func(c echo.Context) error { return s.recordPlan(c, action, plan) })
		for _, path := range []string{action, action + "/record"} {
			g.GET(paths.BulkSnapshots+path, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/snapshots") })
		}
	}
}
