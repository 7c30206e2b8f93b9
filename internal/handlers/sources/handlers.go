package sources

import (
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	inferred *sourceview.Viewer
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, inferred: sourceview.New(base)}
}
