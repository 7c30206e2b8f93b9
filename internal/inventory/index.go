package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/price"
)

// contractData is what was read of a contract, listing by listing. The mirror's goroutine owns it; its slices
// never change once they are in a view.
type contractData struct {
	contract     Contract
	locations    []Location
	datacenters  []Datacenter
	byDatacenter map[string]datacenterData // by data center id
	snapshots    []*Snapshot               // newest first
	labels       []Label
	requests     []Request
	warnings     map[string][]Warning // by resource
	prices       price.List
}

// datacenterData holds the contents of one data center.
type datacenterData struct {
	volumes []Volume
	servers []Server
}

// index holds the lookups of a view.
type index struct {
	datacenters, volumes map[string]int
	volumesOf            map[string][]Volume
	serversOf, serversOn map[string][]Server
	labels               []Label
	labelsOf             map[string][]Label
	requestsOf           map[string][]Request
	inTransition         int
	inTransitionIn       map[string]int       // by data center, its volumes
	warnings             map[string][]Warning // by resource
	sourceIndex
	snapshotGB float64
}

// newView makes a view of the listings. Snapshots may be in any order.
func newView(p contractData, version uint64, at time.Time, loading Progress) *View {
	p.snapshots = slices.SortedStableFunc(slices.Values(p.snapshots), newestFirst)
	return nextView(nil, p, version, at, loading)
}

// nextView makes a view of the listings and shares what did not change with an older view.
func nextView(old *View, p contractData, version uint64, at time.Time, loading Progress) *View {
	v := &View{
		Version:     version,
		At:          at,
		Contract:    p.contract,
		Locations:   p.locations,
		Datacenters: sortedCopy(p.datacenters, func(a, b *Datacenter) int { return byName(a.Name, b.Name, a.ID, b.ID) }),
		Snapshots:   p.snapshots,
		Requests:    sortedCopy(p.requests, func(a, b *Request) int { return a.CreatedDate.Compare(b.CreatedDate) }),
		Loading:     loading,
		Prices:      p.prices,
	}
	for _, key := range sortedKeys(p.warnings) {
		v.Warnings = append(v.Warnings, p.warnings[key]...)
	}
	v.index = newIndex(v, p, old)
	v.lazy = newLazyIndexes(v)
	return v
}

func newIndex(v *View, p contractData, old *View) index {
	x := index{requestsOf: map[string][]Request{}, warnings: maps.Clone(p.warnings), labels: p.labels}
	sameInside, sameLabels := x.reuseContents(v, p, old), old != nil && sameSlice(p.labels, old.index.labels)
	if !sameInside {
		x.addContents(v, p)
	}
	if sameLabels {
		x.labelsOf = old.index.labelsOf
	} else {
		x.labelsOf = map[string][]Label{}
		for _, l := range p.labels {
			x.labelsOf[l.ResourceID] = append(x.labelsOf[l.ResourceID], l)
		}
	}
	x.sourceIndex = newSourceIndex(v, &x, old, sameLabels && (sameInside || sameDatacenters(v, old)))
	x.count(v)
	for _, r := range v.Requests {
		if id := r.DatacenterID(); id != "" {
			x.requestsOf[id] = append(x.requestsOf[id], r)
		}
	}
	return x
}

// addContents joins the contents of all data centers.
func (x *index) addContents(v *View, p contractData) {
	volumes, servers := 0, 0
	for _, in := range p.byDatacenter {
		volumes, servers = volumes+len(in.volumes), servers+len(in.servers)
	}
	v.Volumes, v.Servers = make([]Volume, 0, volumes), make([]Server, 0, servers)
	for _, dc := range v.Datacenters {
		v.Volumes = append(v.Volumes, p.byDatacenter[dc.ID].volumes...)
		v.Servers = append(v.Servers, p.byDatacenter[dc.ID].servers...)
	}
	x.datacenters = make(map[string]int, len(v.Datacenters))
	x.volumesOf = make(map[string][]Volume, len(v.Datacenters))
	x.serversOf = make(map[string][]Server, len(v.Datacenters))
	x.addDatacenters(v, p)
	x.volumes, x.inTransitionIn = make(map[string]int, len(v.Volumes)), map[string]int{}
	x.addVolumes(v)
	x.serversOn = make(map[string][]Server, len(v.Servers))
	x.addServers(v)
}

func (x *index) addDatacenters(v *View, p contractData) {
	for i, dc := range v.Datacenters {
		x.datacenters[dc.ID] = i
		x.volumesOf[dc.ID] = p.byDatacenter[dc.ID].volumes
		x.serversOf[dc.ID] = p.byDatacenter[dc.ID].servers
	}
}

func (x *index) addVolumes(v *View) {
	for i, vol := range v.Volumes {
		x.volumes[vol.ID] = i
		if !vol.Metadata.State.Stable() {
			x.inTransitionIn[vol.DatacenterID]++
		}
	}
}

func (x *index) addServers(v *View) {
	for _, s := range v.Servers {
		for _, volumeID := range s.VolumeIDs {
			x.serversOn[volumeID] = append(x.serversOn[volumeID], s)
		}
	}
}

// count adds up the totals.
func (x *index) count(v *View) {
	add := func(s State) {
		if !s.Stable() {
			x.inTransition++
		}
	}
	for i := range v.Datacenters {
		add(v.Datacenters[i].Metadata.State)
	}
	for i := range v.Volumes {
		add(v.Volumes[i].Metadata.State)
	}
	for i := range v.Snapshots {
		add(v.Snapshots[i].Metadata.State)
		x.snapshotGB += v.Snapshots[i].SizeGB
	}
}

func byName(a, b, idA, idB string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(idA, idB))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Listings are complete listings of a contract.
type Listings struct {
	Contract    Contract
	Locations   []Location
	Datacenters []Datacenter
	Volumes     []Volume // each names its data center
	Servers     []Server // each names its data center
	Snapshots   []Snapshot
	Labels      []Label
	Requests    []Request
	Prices      price.List
}

// NewView makes a view of complete listings, as the mirror does.
func NewView(l Listings, at time.Time) *View {
	p := contractData{
		contract: l.Contract, locations: l.Locations, datacenters: l.Datacenters, byDatacenter: map[string]datacenterData{},
		snapshots: pointers(l.Snapshots), labels: l.Labels, requests: l.Requests, prices: l.Prices,
	}
	for _, dc := range l.Datacenters {
		var in datacenterData
		for _, v := range l.Volumes {
			if v.DatacenterID == dc.ID {
				in.volumes = append(in.volumes, v)
			}
		}
		for _, s := range l.Servers {
			if s.DatacenterID == dc.ID {
				in.servers = append(in.servers, s)
			}
		}
		p.byDatacenter[dc.ID] = in
	}
	n := len(l.Datacenters)
	return newView(p, 1, at, Progress{Done: n, Total: n, Complete: true})
}
