package sources

import (
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	inferred *sourceview.Presenter
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, inferred: sourceview.New(base)}
}
