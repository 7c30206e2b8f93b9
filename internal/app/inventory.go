package app

import (
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/inventory/polling"
)

// engineInventory provides views with inferred sources.
type engineInventory struct {
	*polling.Mirror
	sources *inference.Sources
}

func (a *App) engineInventory() engineInventory { return engineInventory{a.mirror, a.sources} }

// View returns the current view with inferred sources.
func (k engineInventory) View() *inventory.View { return k.sources.View() }
