package opview

import (
	"snapdeck/internal/handlers/web"
)

// Presenter shows operations.
type Presenter struct {
	*web.Base
}

// New returns the presenter.
func New(base *web.Base) *Presenter {
	return &Presenter{Base: base}
}
