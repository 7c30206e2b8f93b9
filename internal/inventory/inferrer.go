package inventory

// Guesses are what is guessed of all snapshots that do not carry their source.
type Guesses struct {
	All  []Guess // newest snapshot first; not to be changed
	Past Recollection

	view *View // with what is inferred
	byID map[string]int
}

// GuessesOf guesses where the snapshots of a view came from.
func GuessesOf(v *View, past Recollection) *Guesses {
	raw := v.base()
	return raw.with(newInference(raw, past.Requests), raw.Version).guesses(past)
}

// guesses are those of a view with what is inferred of it.
func (v *View) guesses(past Recollection) *Guesses {
	g := &Guesses{Past: past, view: v, byID: map[string]int{}}
	if v.inferred == nil {
		return g
	}
	for i, f := range v.inferred.findings {
		if f != nil {
			g.byID[v.Snapshots[i].ID] = len(g.All)
			g.All = append(g.All, v.inferred.guess(v.Snapshots[i], f))
		}
	}
	return g
}

// Of returns the guess about a snapshot.
func (g *Guesses) Of(snapshotID string) (Guess, bool) {
	i, ok := g.byID[snapshotID]
	if !ok {
		return Guess{}, false
	}
	return g.All[i], true
}
