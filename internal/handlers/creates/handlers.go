package creates

import (
	"snapdeck/internal/handlers/createform"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	forms      *createform.Forms
	volumeList *volumelist.List
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, forms: createform.New(base), volumeList: volumelist.New(base)}
}
