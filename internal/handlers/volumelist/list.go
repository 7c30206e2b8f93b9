package volumelist

import (
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/web"
)

// List builds the lists of volumes.
type List struct {
	*web.Base
	ops          *opview.Presenter
	orders       orderMemory
	dailySamples dailySamplesCache
}

// New returns the list.
func New(base *web.Base) *List {
	return &List{Base: base, ops: opview.New(base)}
}
