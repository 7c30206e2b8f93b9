package inventory

// Inferences are what is inferred of all snapshots that do not carry their source.
type Inferences struct {
	All     []Inference // newest snapshot first; not to be changed
	History RequestHistory

	view *View // with what is inferred
	byID map[string]int
}

// InferAll guesses where the snapshots of a view came from.
func InferAll(v *View, history RequestHistory) *Inferences {
	raw := v.base()
	return raw.with(newInference(raw, history.Requests), raw.Version).inferences(history)
}

// inferences are those of a view with what is inferred of it.
func (v *View) inferences(history RequestHistory) *Inferences {
	g := &Inferences{History: history, view: v, byID: map[string]int{}}
	if v.inferred == nil {
		return g
	}
	for i, f := range v.inferred.findings {
		if f != nil {
			g.byID[v.Snapshots[i].ID] = len(g.All)
			g.All = append(g.All, v.inferred.inference(v.Snapshots[i], f))
		}
	}
	return g
}

// Of returns the inference about a snapshot.
func (g *Inferences) Of(snapshotID string) (Inference, bool) {
	i, ok := g.byID[snapshotID]
	if !ok {
		return Inference{}, false
	}
	return g.All[i], true
}
