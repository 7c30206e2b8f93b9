package sourceview

import (
	"snapdeck/internal/handlers/web"
)

// Presenter shows what is inferred about sources.
type Presenter struct {
	*web.Base
}

// New returns the presenter.
func New(base *web.Base) *Presenter {
	return &Presenter{Base: base}
}
