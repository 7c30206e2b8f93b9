package restores

import (
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	ops  *opview.Viewer
	list *snapshotlist.List
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, ops: opview.New(base), list: snapshotlist.New(base)}
}
