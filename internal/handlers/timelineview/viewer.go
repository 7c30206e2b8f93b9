package timelineview

import (
	"snapdeck/internal/handlers/web"
)

// Viewer draws timelines.
type Viewer struct {
	*web.Base
}

// New returns the viewer.
func New(base *web.Base) *Viewer {
	return &Viewer{Base: base}
}
