package inventory

// Inferences are the inferences about all snapshots that do not carry their source.
type Inferences struct {
	All     []Inference // newest snapshot first; read-only
	History RequestHistory

	view *View // with inferred sources
	byID map[string]int
}

// InferAll infers the sources of all snapshots of a view.
func InferAll(v *View, history RequestHistory) *Inferences {
	raw := v.base()
	return raw.with(newInference(raw, history.Requests), raw.Version).inferences(history)
}

// inferences returns the inferences of a view with inferred sources.
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
