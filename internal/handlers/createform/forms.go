package createform

import (
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/web"
)

// Forms builds the forms that create a snapshot.
type Forms struct {
	*web.Base
	ops *opview.Presenter
}

// New returns the forms.
func New(base *web.Base) *Forms {
	return &Forms{Base: base, ops: opview.New(base)}
}
