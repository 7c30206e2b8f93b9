package inventory

import "sync"

// Inferences are the inferences about all snapshots that do not carry their source.
type Inferences struct {
	History RequestHistory

	view *View // with inferred sources
	all  func() []Inference
}

// All returns the inferences, newest snapshot first. They are made when somebody asks for all of them: for 50,000
// snapshots that takes 75 ms and 20 MB, and lists ask for the few that they show. The slice is read-only.
func (g *Inferences) All() []Inference {
	if g.all == nil {
		return nil
	}
	return g.all()
}

// InferAll infers the sources of all snapshots of a view.
func InferAll(v *View, history RequestHistory) *Inferences {
	raw := v.base()
	return raw.with(newInference(raw, history.Requests), raw.Version).inferences(history)
}

// inferences returns the inferences of a view with inferred sources.
func (v *View) inferences(history RequestHistory) *Inferences {
	return &Inferences{History: history, view: v, all: sync.OnceValue(v.allInferences)}
}

func (v *View) allInferences() []Inference {
	if v.inferred == nil {
		return nil
	}
	var all []Inference
	for i, f := range v.inferred.findings {
		if f != nil {
			all = append(all, v.inferred.inference(v.Snapshots[i], f))
		}
	}
	return all
}

// Of returns the inference about a snapshot.
func (g *Inferences) Of(snapshotID string) (Inference, bool) {
	if g.view == nil {
		return Inference{}, false
	}
	return g.view.Inference(snapshotID)
}
