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
	volumes := make([]string, 0, len(f.Candidates))
	for _, c := range f.Candidates {
		volumes = append(volumes, c.VolumeID)
	}
	if f.More > 0 {
		volumes = inferred.basis.AllCandidates(s, volumes)
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
	slices.SortStableFunc(all, NewestFirst)
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
