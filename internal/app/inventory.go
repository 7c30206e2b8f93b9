package app

import "snapdeck/internal/inventory"

// knowledge is what is known of the contract, with what is inferred of the sources of snapshots.
type knowledge struct {
	*inventory.Mirror
	sources *inventory.Sources
}

func (a *App) knowledge() knowledge { return knowledge{a.mirror, a.sources} }

// View returns what is known now.
func (k knowledge) View() *inventory.View { return k.sources.View() }

// Inferences are what is inferred of the sources of the snapshots in a view.
func (k knowledge) Inferences(view *inventory.View) *inventory.Inferences {
	return k.sources.Inferences(view)
}
