package sources

import (
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/web"
)

// Handlers is the pages and forms of the area.
type Handlers struct {
	*web.Base
	inferred *sourceview.Viewer
}

// New returns the handlers.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, inferred: sourceview.New(base)}
}
