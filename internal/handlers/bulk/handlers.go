package bulk

import (
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	list *snapshotlist.List
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, list: snapshotlist.New(base)}
}
