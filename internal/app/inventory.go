package app

import "snapdeck/internal/inventory"

// knowledge is the mirror as the engine asks it, with what is inferred of the sources of snapshots.
type knowledge struct {
	*inventory.Mirror
	guesser *inventory.Guesser
}

func (a *App) knowledge() knowledge { return knowledge{a.mirror, a.guesser} }

// Guesses are what is inferred of the sources of the snapshots in a view.
func (k knowledge) Guesses(view *inventory.View) *inventory.Guesses { return k.guesser.Look(view) }
