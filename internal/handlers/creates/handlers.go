package creates

import (
	"snapdeck/internal/handlers/createform"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
)

// Handlers is the pages and forms of the area.
type Handlers struct {
	*web.Base
	forms      *createform.Forms
	volumeList *volumelist.List
}

// New returns the handlers.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, forms: createform.New(base), volumeList: volumelist.New(base)}
}
