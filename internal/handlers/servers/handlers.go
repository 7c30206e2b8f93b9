package servers

import (
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/timelineview"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
)

// Handlers is the pages and forms of the area.
type Handlers struct {
	*web.Base
	ops        *opview.Viewer
	timeline   *timelineview.Viewer
	volumeList *volumelist.List
}

// New returns the handlers.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, ops: opview.New(base), timeline: timelineview.New(base), volumeList: volumelist.New(base)}
}
