package inventory

import (
	"maps"
	"slices"
)

// sourceIndex are the snapshots by their ids and by where they came from. Those of a view are never
// changed: the next view has copies of the maps in which it differs.
type sourceIndex struct {
	snapshots     map[string]*Snapshot
	sources       map[string]Provenance  // of those whose volume is known
	snapshotsOf   map[string][]*Snapshot // by volume, newest first
	snapshotsFrom map[string]int         // by data center
}

// newSourceIndex works out where the snapshots of a view came from. When labels and volumes are as they
// were in an older view, it looks only at the snapshots that are not.
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
	var added []*Snapshot // added when all that went are gone: a snapshot that is dated again goes and comes
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

// sourceOf is where a snapshot came from. A marker does not name the data center.
func (v *View) sourceOf(s *Snapshot, x *index) Provenance {
	source := provenanceOf(*s, x.labelsOf[s.ID])
	if at, ok := x.volumes[source.VolumeID]; ok && source.DatacenterID == "" {
		source.DatacenterID = v.Volumes[at].DatacenterID
	}
	return source
}

// replace puts a snapshot in the place of what it was, which came from the same volume.
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
	at, _ := slices.BinarySearchFunc(before, s, newestFirst)
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
