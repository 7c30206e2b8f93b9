package inference

import (
	"snapdeck/internal/inventory"
)

// Infer returns a view with the sources of all snapshots that have neither Snapdeck's labels nor its marker: inferred
// from the create-snapshot requests that IONOS Cloud still lists (docs/ionos-api.md 7, "provenance"), else from names,
// descriptions and sizes.
func Infer(v *inventory.View, requests []inventory.Request) *inventory.View {
	raw := v.Base()
	return newInferred(raw, requests).viewAs(raw.Version)
}

// cut drops candidates beyond MaxCandidates when nothing distinguishes them.
func cut(f *inventory.Finding) {
	if f.More = max(0, len(f.Candidates)-inventory.MaxCandidates); f.More > 0 {
		f.Candidates = f.Candidates[:inventory.MaxCandidates:inventory.MaxCandidates]
	}
}

// infer infers the source of one snapshot. p pairs snapshots with requests that name none; signals returns the
// snapshot's strongest signals.
func (x *inferred) infer(s *inventory.Snapshot, p *pairs, signals func() []signal) *inventory.Finding {
	f := inventory.Finding{Confidence: inventory.NoConfidence, Denied: x.view.DeniedSource(s.ID)}
	if x.creations.byTarget(x.view, s, &f) || p.matched(s, &f) {
		return &f
	}
	byText(x.view, s, x.candidates, signals(), &f)
	return &f
}
