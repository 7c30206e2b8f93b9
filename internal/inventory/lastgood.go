package inventory

import "iter"

// MayComeFrom lists the possible source volumes of a snapshot: the known or certain source, else every
// candidate, however unlikely.
func (v *View) MayComeFrom(snapshotID string) []string {
	if source := v.Source(snapshotID); source.Known() {
		return []string{source.VolumeID}
	}
	if v.DeniedSource(snapshotID) {
		return nil
	}
	s := v.index.snapshots[snapshotID]
	f := v.finding(s)
	if f == nil {
		return nil
	}
	volumes := make([]string, 0, len(f.Candidates))
	for _, c := range f.Candidates {
		volumes = append(volumes, c.VolumeID)
	}
	if f.More > 0 {
		volumes = v.basis.AllCandidates(s, volumes)
	}
	return volumes
}

// GoodCopiesOf iterates over the available snapshots known or certain to come from a volume, newest first, so that
// looking for one of thousands costs as much as of a few.
func (v *View) GoodCopiesOf(volumeID string) iter.Seq[*Snapshot] {
	return func(yield func(*Snapshot) bool) {
		for s := range v.eachOf(volumeID) {
			if s.Metadata.State == StateAvailable && !yield(s) {
				return
			}
		}
	}
}
