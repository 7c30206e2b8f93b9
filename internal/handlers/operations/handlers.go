package operations

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	ops  *opview.Presenter
	list *snapshotlist.List
	// ReviewDeletions shows the form that confirms the deletion of snapshots.
	ReviewDeletions func(c echo.Context, snapshotIDs []string) error
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, ops: opview.New(base), list: snapshotlist.New(base)}
}
