package inventory

import (
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

// GoodCopiesOf lists the available snapshots known or certain to come from a volume, newest first. g may be nil
// when the view has inferred sources.
func GoodCopiesOf(v *View, g *Inferences, volumeID string) []Snapshot {
	var good []Snapshot
	for _, s := range v.SnapshotsOf(volumeID) {
		if s.Metadata.State == StateAvailable {
			good = append(good, s)
		}
	}
	inferred := inferredIn(v, g)
	if inferred == nil || inferred == v {
		return good
	}
	for _, old := range inferred.inferred.certainOf[volumeID] {
		s, exists := v.Snapshot(old.ID)
		if exists && s.Metadata.State == StateAvailable && !v.Source(s.ID).Known() && !v.DeniedSource(s.ID) {
			good = append(good, s)
		}
	}
	slices.SortStableFunc(good, func(a, b Snapshot) int { return b.Metadata.CreatedDate.Compare(a.Metadata.CreatedDate) })
	return good
}
