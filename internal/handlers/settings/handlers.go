package settings

import (
	"snapdeck"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/help"
)

// Handlers is the pages and forms of the area.
type Handlers struct {
	*web.Base
	library *help.Library
}

// New returns the handlers.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, library: help.New(snapdeck.Documents)}
}
