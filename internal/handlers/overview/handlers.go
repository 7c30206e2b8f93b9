package overview

import (
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/memo"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	ops  *opview.Presenter
	list *snapshotlist.List
	ages memo.Recent[agesKey, *ageTotals]
}

// New returns the handlers of the area.
func New(base *web.Base) *Handlers {
	return &Handlers{Base: base, ops: opview.New(base), list: snapshotlist.New(base)}
}
