package opview

import (
	"snapdeck/internal/handlers/web"
)

// Viewer shows operations. It needs to know what runs.
type Viewer struct {
	*web.Base
}

// New returns the viewer.
func New(base *web.Base) *Viewer {
	return &Viewer{Base: base}
}
