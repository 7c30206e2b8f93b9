package timelineview

import (
	"snapdeck/internal/handlers/web"
)

// Presenter draws timelines.
type Presenter struct {
	*web.Base
}

// New returns the presenter.
func New(base *web.Base) *Presenter {
	return &Presenter{Base: base}
}
