// Package bulk holds the reviews of actions on many snapshots at once, and the handlers that record them.
package bulk

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	list *snapshotlist.List
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, list: snapshotlist.New(base)}
}

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
