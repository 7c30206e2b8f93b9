package search

import (
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base}
}
