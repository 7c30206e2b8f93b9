package inventory

import (
	"iter"
	"slices"
)

// MayComeFrom lists the possible source volumes of a snapshot: the known or certain source, else every
// candidate, however unlikely. g may be nil when the view has inferred sources.
func MayComeFrom(v *View, g *Inferences, snapshotID string) []string {
	if source := v.Source(snapshotID); source.Known() {
		return []string{source.VolumeID}
	}
	if v.DeniedSource(snapshotID) {
		return nil
	}
	inferred := inferredIn(v, g)
	if inferred == nil {
		return nil
	}
	s := inferred.index.snapshots[snapshotID]
	f := inferred.finding(s)
	if f == nil {
		return nil
	}
	volumes := make([]string, 0, len(f.candidates))
	for _, c := range f.candidates {
		volumes = append(volumes, c.VolumeID)
	}
	if f.more > 0 {
		volumes = inferred.inferred.allCandidates(s, volumes)
	}
	return volumes
}

// inferredIn returns the view with inferred sources, or nil.
func inferredIn(v *View, g *Inferences) *View {
	switch {
	case v.inferred != nil:
		return v
	case g != nil && g.view != nil && g.view.inferred != nil:
		return g.view
	default:
		return nil
	}
}

// allCandidates adds the candidates beyond MaxCandidates.
func (x *inference) allCandidates(s *Snapshot, volumes []string) []string {
	calls := slices.Clone(x.calls.bySnapshot[s.ID])
	if len(calls) == 0 {
		calls = x.newPairs().requestsFor(s).same
	}
	more := make([]string, 0, len(calls))
	for _, i := range calls {
		more = append(more, x.calls.all[i].volumeID)
	}
	if len(calls) == 0 {
		more = textCandidates(x.view, s, x.candidates)
	}
	for _, id := range more {
		if !slices.Contains(volumes[:min(len(volumes), MaxCandidates)], id) {
			volumes = append(volumes, id)
		}
	}
	slices.Sort(volumes)
	return slices.Compact(volumes)
}

// GoodCopiesOf iterates over the available snapshots known or certain to come from a volume, newest first, so that
// looking for one of thousands costs as much as of a few. g may be nil when the view has inferred sources.
func GoodCopiesOf(v *View, g *Inferences, volumeID string) iter.Seq[*Snapshot] {
	inferred := inferredIn(v, g)
	if inferred == nil || inferred == v || len(inferred.inferred.certainOf[volumeID]) == 0 {
		return available(v.eachOf(volumeID))
	}
	all := slices.Collect(v.eachOf(volumeID))
	for _, old := range inferred.inferred.certainOf[volumeID] {
		if s, exists := v.index.snapshots[old.ID]; exists && !v.Source(s.ID).Known() && !v.DeniedSource(s.ID) {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, newestFirst)
	return available(slices.Values(all))
}

func available(snapshots iter.Seq[*Snapshot]) iter.Seq[*Snapshot] {
	return func(yield func(*Snapshot) bool) {
		for s := range snapshots {
			if s.Metadata.State == StateAvailable && !yield(s) {
				return
			}
		}
	}
}
