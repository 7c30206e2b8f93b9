package inventory

import (
	"slices"
)

// Most changes affect one item of one listing, so a new view shares everything else with the old one: views are
// immutable.

// SameSlice reports whether two slices share all elements in memory.
func SameSlice[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// reuseContents shares the contents of the data centers and reports whether that was possible.
func (x *index) reuseContents(v *View, p ContractData, old *View) bool {
	if old == nil || !slices.EqualFunc(v.Datacenters, old.Datacenters, func(a, b Datacenter) bool { return a.ID == b.ID && a.Name == b.Name }) {
		return false
	}
	for _, dc := range v.Datacenters {
		in := p.ByDatacenter[dc.ID]
		if !SameSlice(in.Volumes, old.index.volumesOf[dc.ID]) || !SameSlice(in.Servers, old.index.serversOf[dc.ID]) {
			return false
		}
	}
	v.Volumes, v.Servers = old.Volumes, old.Servers
	x.datacenters, x.volumes, x.inTransitionIn = old.index.datacenters, old.index.volumes, old.index.inTransitionIn
	x.volumesOf, x.serversOf, x.serversOn = old.index.volumesOf, old.index.serversOf, old.index.serversOn
	return true
}

// sameDatacenters reports whether the volumes and their data centers equal those of an older view.
func sameDatacenters(v, old *View) bool {
	if old == nil || len(v.Volumes) != len(old.Volumes) {
		return false
	}
	for i := range v.Volumes {
		before, exists := old.index.volumes[v.Volumes[i].ID]
		if !exists || old.Volumes[before].DatacenterID != v.Volumes[i].DatacenterID {
			return false
		}
	}
	return true
}
