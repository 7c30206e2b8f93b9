package settings

import (
	"snapdeck"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/help"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	library *help.Library
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, library: help.New(snapdeck.Documents)}
}
