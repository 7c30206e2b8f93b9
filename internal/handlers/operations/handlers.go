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
	ops  *opview.Viewer
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
