package bulk

import (
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
)

// Handlers is the pages and forms of the area.
type Handlers struct {
	*web.Base
	list *snapshotlist.List
}

// New returns the handlers.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, list: snapshotlist.New(base)}
}
