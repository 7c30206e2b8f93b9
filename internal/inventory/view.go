package inventory

import (
	"cmp"
	"time"

	"snapdeck/internal/price"
)

// View is the known state of a contract at one moment. It is immutable and read without locks; callers must not
// change what it returns.
type View struct {
	Version     uint64 // increments with each change of content
	At          time.Time
	Contract    Contract
	Locations   []Location
	Datacenters []Datacenter // by name
	Volumes     []Volume     // by data center name, then by name
	Servers     []Server
	Snapshots   []*Snapshot // newest first
	Requests    []Request   // queued or running, oldest first
	Warnings    []Warning   // unreadable items of the listings
	Loading     Progress    // of the first load
	Prices      price.List  // of snapshots, configured by the operator
	index       index
	lazy        *lazyIndexes
	inferred    Findings // zero: without inferred sources
	basis       Basis    // of the findings
}

// Progress is the progress of a load.
type Progress struct {
	Done, Total int // data centers read, data centers known
	Complete    bool
	CachedAsOf  time.Time // age of the data that was not read since the start; zero: there is none
}

// Datacenter returns a data center by its id.
func (v *View) Datacenter(id string) (Datacenter, bool) {
	i, ok := v.index.datacenters[id]
	if !ok {
		return Datacenter{}, false
	}
	return v.Datacenters[i], true
}

// Volume returns a volume by its id.
func (v *View) Volume(id string) (Volume, bool) {
	i, ok := v.index.volumes[id]
	if !ok {
		return Volume{}, false
	}
	return v.Volumes[i], true
}

// PlaceOfVolume returns the position of a volume in Volumes.
func (v *View) PlaceOfVolume(id string) (pos int, ok bool) {
	pos, ok = v.index.volumes[id]
	return pos, ok
}

// Snapshot returns a snapshot by its id.
func (v *View) Snapshot(id string) (Snapshot, bool) {
	s, ok := v.index.snapshots[id]
	if !ok {
		return Snapshot{}, false
	}
	return *s, true
}

// PlaceOfSnapshot returns the position of a snapshot in Snapshots.
func (v *View) PlaceOfSnapshot(id string) (pos int, ok bool) {
	s, ok := v.index.snapshots[id]
	if !ok {
		return 0, false
	}
	return v.positionOf(s), true
}

// VolumesOf returns the volumes of a data center, by name.
func (v *View) VolumesOf(datacenterID string) []Volume { return v.index.volumesOf[datacenterID] }

// ServersOf returns the servers of a data center, by name.
func (v *View) ServersOf(datacenterID string) []Server { return v.index.serversOf[datacenterID] }

// ServersOn returns the servers that a volume is attached to.
func (v *View) ServersOn(volumeID string) []Server { return v.index.serversOn[volumeID] }

// ImageName returns what a volume was created from: a snapshot's name, an image's alias, else an id.
func (v *View) ImageName(vol *Volume) string {
	if s, ok := v.index.snapshots[vol.Image]; ok && s.Name != "" {
		return s.Name
	}
	return cmp.Or(vol.ImageAlias, vol.Image)
}

// LabelsOf returns the labels of a resource, by key.
func (v *View) LabelsOf(resourceID string) []Label { return v.index.labelsOf[resourceID] }

// Label returns a label of a resource by its key.
func (v *View) Label(resourceID, key string) (Label, bool) {
	for _, l := range v.index.labelsOf[resourceID] {
		if l.Key == key {
			return l, true
		}
	}
	return Label{}, false
}

// Location returns the location with an id.
func (v *View) Location(id string) (Location, bool) {
	for _, l := range v.Locations {
		if l.ID == id {
			return l, true
		}
	}
	return Location{}, false
}

// OpenRequests returns the queued and running requests on a data center, oldest first.
func (v *View) OpenRequests(datacenterID string) []Request { return v.index.requestsOf[datacenterID] }

// InTransition reports whether any change in the contract is pending.
func (v *View) InTransition() bool { return len(v.Requests) > 0 || v.index.inTransition > 0 }

// SnapshotGB is the total size of all snapshots in GB, which is what they are billed for.
func (v *View) SnapshotGB() float64 { return v.index.snapshotGB }
