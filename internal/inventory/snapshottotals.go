package inventory

import (
	"snapdeck/internal/price"
)

// SnapshotTotals are the number, size and cost of snapshots.
type SnapshotTotals struct {
	Count int
	GB    float64
	Cost  price.Sum
	// AtLeast reports that there may be more, among snapshots whose source is neither known nor certain. Show a
	// count of 0 as "none" without it and as "unknown" with it, never as 0.
	AtLeast bool
}

func (t *SnapshotTotals) add(v *View, s *Snapshot) {
	t.Count++
	t.GB += s.SizeGB
	t.Cost = t.Cost.Plus(v.costOf(s))
}

// Unknown reports whether no snapshot is known but some may exist.
func (t SnapshotTotals) Unknown() bool { return t.Count == 0 && t.AtLeast }

// SnapshotTotalsOf adds up the snapshots known or certain to come from a volume.
func (v *View) SnapshotTotalsOf(volumeID string) SnapshotTotals {
	t := SnapshotTotals{AtLeast: v.mayHaveMore(volumeID)}
	for s := range v.eachOf(volumeID) {
		t.add(v, s)
	}
	return t
}

// SnapshotTotalsFrom adds up the snapshots known or certain to come from a data center. While the source of any
// snapshot of its location is unknown, there may be more.
func (v *View) SnapshotTotalsFrom(datacenterID string) SnapshotTotals {
	t := SnapshotTotals{Count: v.SnapshotsFrom(datacenterID), GB: v.lazy.datacenterSizes()[datacenterID], Cost: v.CostOfDatacenter(datacenterID)}
	for _, vol := range v.VolumesOf(datacenterID) {
		if t.AtLeast = v.mayHaveMore(vol.ID); t.AtLeast {
			break
		}
	}
	return t
}

// Unattributed adds up the snapshots whose source is neither known nor certain.
func (v *View) Unattributed() SnapshotTotals { return v.lazy.unattributed() }

func (v *View) addUnattributed() SnapshotTotals {
	var t SnapshotTotals
	for i, s := range v.Snapshots {
		if !v.sourceAt(i).Known() {
			t.add(v, s)
		}
	}
	return t
}

// mayHaveMore reports whether a snapshot whose source is neither known nor certain may come from a volume.
// Without inferred sources, any of them may.
func (v *View) mayHaveMore(volumeID string) bool {
	if !v.hasFindings() {
		return v.UnknownSources() > 0
	}
	if v.inferred.maybeOf[volumeID] > 0 {
		return true
	}
	i, exists := v.index.volumes[volumeID]
	if !exists {
		return false
	}
	dc, _ := v.Datacenter(v.Volumes[i].DatacenterID)
	return v.inferred.openIn[dc.Location] > 0
}

// SnapshotTotalsByCreator adds up all snapshots by creator.
func (v *View) SnapshotTotalsByCreator() map[Creator]SnapshotTotals {
	reports := map[Creator]SnapshotTotals{}
	for i, creator := range v.lazy.snapshotCreators() {
		t := reports[creator]
		t.add(v, v.Snapshots[i])
		reports[creator] = t
	}
	return reports
}
