package inventory

import (
	"maps"
	"slices"
)

// sourceIndex finds snapshots by id and by source. It is immutable once in a view: the next view copies the
// maps in which it differs.
type sourceIndex struct {
	snapshots     map[string]*Snapshot
	sources       map[string]Provenance  // of snapshots with a known volume
	snapshotsOf   map[string][]*Snapshot // by volume, newest first
	snapshotsFrom map[string]int         // by data center
}

// newSourceIndex computes the sources of a view's snapshots. When labels and volumes equal those of an older
// view, it looks only at changed snapshots.
func newSourceIndex(v *View, x *index, old *View, around bool) sourceIndex {
	if !around || len(old.Snapshots) == 0 {
		o := sourceIndex{make(map[string]*Snapshot, len(v.Snapshots)), make(map[string]Provenance, len(v.Snapshots)), map[string][]*Snapshot{}, map[string]int{}}
		for _, s := range v.Snapshots {
			o.snapshots[s.ID] = s
			if source := v.sourceOf(s, x); source.Known() {
				o.sources[s.ID] = source
				o.snapshotsOf[source.VolumeID] = append(o.snapshotsOf[source.VolumeID], s)
				o.snapshotsFrom[source.DatacenterID]++
			}
		}
		return o
	}
	o, owned, moved := old.index.sourceIndex, false, false
	var added []*Snapshot // added after all removals: a snapshot with a new date is removed and added
	diffSnapshots(old.Snapshots, v.Snapshots, func(was, is *Snapshot) {
		if !owned {
			o.snapshots, o.snapshotsOf, owned = maps.Clone(o.snapshots), maps.Clone(o.snapshotsOf), true
		}
		if was != nil && is != nil && was.Description == is.Description {
			o.replace(was, is)
			return
		}
		if !moved {
			o.sources, o.snapshotsFrom, moved = maps.Clone(o.sources), maps.Clone(o.snapshotsFrom), true
		}
		if was != nil {
			o.remove(was)
		}
		if is != nil {
			added = append(added, is)
		}
	})
	for _, s := range added {
		o.add(s, v.sourceOf(s, x))
	}
	return o
}

// sourceOf returns the source of a snapshot. A marker does not name the data center.
func (v *View) sourceOf(s *Snapshot, x *index) Provenance {
	source := provenanceOf(*s, x.labelsOf[s.ID])
	if at, ok := x.volumes[source.VolumeID]; ok && source.DatacenterID == "" {
		source.DatacenterID = v.Volumes[at].DatacenterID
	}
	return source
}

// replace replaces a snapshot by a newer version with the same source.
func (o sourceIndex) replace(was, is *Snapshot) {
	o.snapshots[is.ID] = is
	volume := o.sources[is.ID].VolumeID
	if at := slices.Index(o.snapshotsOf[volume], was); at >= 0 {
		o.snapshotsOf[volume] = slices.Clone(o.snapshotsOf[volume])
		o.snapshotsOf[volume][at] = is
	}
}

func (o sourceIndex) add(s *Snapshot, source Provenance) {
	o.snapshots[s.ID] = s
	if !source.Known() {
		return
	}
	o.sources[s.ID] = source
	before := o.snapshotsOf[source.VolumeID]
	at, _ := slices.BinarySearchFunc(before, s, NewestFirst)
	o.snapshotsOf[source.VolumeID] = slices.Insert(slices.Clip(before), at, s)
	o.snapshotsFrom[source.DatacenterID]++
}

func (o sourceIndex) remove(s *Snapshot) {
	delete(o.snapshots, s.ID)
	source, known := o.sources[s.ID]
	if !known {
		return
	}
	delete(o.sources, s.ID)
	o.snapshotsOf[source.VolumeID] = slices.DeleteFunc(slices.Clone(o.snapshotsOf[source.VolumeID]), func(x *Snapshot) bool { return x == s })
	if len(o.snapshotsOf[source.VolumeID]) == 0 {
		delete(o.snapshotsOf, source.VolumeID)
	}
	if o.snapshotsFrom[source.DatacenterID]--; o.snapshotsFrom[source.DatacenterID] == 0 {
		delete(o.snapshotsFrom, source.DatacenterID)
	}
}
