package app

import "snapdeck/internal/inventory"

// knowledge provides views with inferred sources.
type knowledge struct {
	*inventory.Mirror
	sources *inventory.Sources
}

func (a *App) knowledge() knowledge { return knowledge{a.mirror, a.sources} }

// View returns the current view.
func (k knowledge) View() *inventory.View { return k.sources.View() }

// Inferences returns the inferences about a view's snapshots.
func (k knowledge) Inferences(view *inventory.View) *inventory.Inferences {
	return k.sources.Inferences(view)
}
