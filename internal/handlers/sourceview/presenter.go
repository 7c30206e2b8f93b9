package sourceview

import (
	"snapdeck/internal/handlers/web"
)

// Presenter shows inferred sources.
type Presenter struct {
	*web.Base
}

// New returns the presenter.
func New(base *web.Base) *Presenter {
	return &Presenter{Base: base}
}
