package opview

import (
	"snapdeck/internal/handlers/web"
)

// Viewer shows operations.
type Viewer struct {
	*web.Base
}

// New returns the viewer.
func New(base *web.Base) *Viewer {
	return &Viewer{Base: base}
}
