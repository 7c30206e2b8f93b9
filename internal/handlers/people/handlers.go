package people

import (
	"snapdeck/internal/handlers/web"
)

// Handlers is the pages and forms of the area.
type Handlers struct {
	*web.Base
}

// New returns the handlers.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base}
}
