package inference

import (
	"slices"

	"snapdeck/internal/inventory"
)

// RequestOf returns the first request that names a snapshot as its target, or nil.
func (x *inferred) RequestOf(snapshotID string) *inventory.Request { return x.creations.of(snapshotID) }

// AllCandidates adds the candidates beyond MaxCandidates.
func (x *inferred) AllCandidates(s *inventory.Snapshot, volumes []string) []string {
	calls := slices.Clone(x.creations.bySnapshot[s.ID])
	if len(calls) == 0 {
		calls = x.newPairs().requestsFor(s).same
	}
	more := make([]string, 0, len(calls))
	for _, i := range calls {
		more = append(more, x.creations.all[i].volumeID)
	}
	if len(calls) == 0 {
		more = textCandidates(x.view, s, x.candidates)
	}
	for _, id := range more {
		if !slices.Contains(volumes[:min(len(volumes), inventory.MaxCandidates)], id) {
			volumes = append(volumes, id)
		}
	}
	slices.Sort(volumes)
	return slices.Compact(volumes)
}
