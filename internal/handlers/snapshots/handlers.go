package snapshots

import (
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/web"
)

// Handlers is the pages and forms of the area.
type Handlers struct {
	*web.Base
	ops      *opview.Viewer
	list     *snapshotlist.List
	inferred *sourceview.Viewer
}

// New returns the handlers.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, ops: opview.New(base), list: snapshotlist.New(base), inferred: sourceview.New(base)}
}
