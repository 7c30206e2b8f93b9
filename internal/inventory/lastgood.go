package inventory

import "slices"

// MayComeFrom lists the volumes that a snapshot may have come from: the known source, else every
// candidate, however likely. g may be nil.
func MayComeFrom(v *View, g *Guesses, snapshotID string) []string {
	if source := v.Source(snapshotID); source.Known() {
		return []string{source.VolumeID}
	}
	if g == nil || v.DeniedSource(snapshotID) {
		return nil
	}
	guess, _ := g.Of(snapshotID)
	volumes := make([]string, 0, len(guess.Candidates))
	for _, c := range guess.Candidates {
		volumes = append(volumes, c.VolumeID)
	}
	return volumes
}

// GoodCopiesOf lists the available snapshots whose source is known or certain to be a volume, the
// newest first. g may be nil.
func GoodCopiesOf(v *View, g *Guesses, volumeID string) []Snapshot {
	var good []Snapshot
	for _, s := range v.SnapshotsOf(volumeID) {
		if s.Metadata.State == StateAvailable {
			good = append(good, s)
		}
	}
	for _, id := range g.CertainOf(volumeID) {
		s, there := v.Snapshot(id)
		if there && s.Metadata.State == StateAvailable && !v.Source(id).Known() && !v.DeniedSource(id) {
			good = append(good, s)
		}
	}
	slices.SortStableFunc(good, func(a, b Snapshot) int { return b.Metadata.CreatedDate.Compare(a.Metadata.CreatedDate) })
	return good
}
