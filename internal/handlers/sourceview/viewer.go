package sourceview

import (
	"snapdeck/internal/handlers/web"
)

// Viewer shows what is inferred about sources.
type Viewer struct {
	*web.Base
}

// New returns the viewer.
func New(base *web.Base) *Viewer {
	return &Viewer{Base: base}
}
