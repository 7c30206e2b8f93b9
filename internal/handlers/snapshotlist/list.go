package snapshotlist

import (
	"snapdeck/internal/handlers/web"
)

// List makes the lists of snapshots.
type List struct {
	*web.Base
}

// New returns the list.
func New(base *web.Base) *List {
	return &List{Base: base}
}
