package snapshotlist

import (
	"snapdeck/internal/handlers/web"
)

// List builds the lists of snapshots.
type List struct {
	*web.Base
}

// New returns the list.
func New(base *web.Base) *List {
	return &List{Base: base}
}
