package inventory

import "slices"

// Most changes concern one thing in one listing. What a new view does not have to work out anew
// it shares with the old one: views are never changed.

// same reports whether two slices are one.
func same[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// shareInside shares what stands in the data centers and reports whether that was possible.
func (x *index) shareInside(v *View, p parts, old *View) bool {
	if old == nil || !slices.EqualFunc(v.Datacenters, old.Datacenters, func(a, b Datacenter) bool { return a.ID == b.ID && a.Name == b.Name }) {
		return false
	}
	for _, dc := range v.Datacenters {
		in := p.inside[dc.ID]
		if !same(in.volumes, old.index.volumesOf[dc.ID]) || !same(in.servers, old.index.serversOf[dc.ID]) {
			return false
		}
	}
	v.Volumes, v.Servers = old.Volumes, old.Servers
	x.datacenters, x.volumes, x.unsettledIn = old.index.datacenters, old.index.volumes, old.index.unsettledIn
	x.volumesOf, x.serversOf, x.serversOn = old.index.volumesOf, old.index.serversOf, old.index.serversOn
	return true
}

// shareSnapshots shares where snapshots stand and came from, and reports whether that was
// possible. around tells whether volumes and labels are as they were.
func (x *index) shareSnapshots(v, old *View, around bool) bool {
	if !around || len(v.Snapshots) != len(old.Snapshots) {
		return false
	}
	for i := range v.Snapshots {
		if a, b := &v.Snapshots[i], &old.Snapshots[i]; a.ID != b.ID || a.Description != b.Description {
			return false
		}
	}
	x.snapshots, x.sources = old.index.snapshots, old.index.sources
	x.snapshotsOf, x.snapshotsFrom = old.index.snapshotsOf, old.index.snapshotsFrom
	return true
}
