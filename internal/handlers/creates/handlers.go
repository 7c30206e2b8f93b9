package creates

import (
	"snapdeck/internal/handlers/createform"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	forms      *createform.Forms
	volumeList *volumelist.List
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, forms: createform.New(base), volumeList: volumelist.New(base)}
}
