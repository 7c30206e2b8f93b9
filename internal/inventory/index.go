package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/price"
)

// ContractData is what was read of a contract, listing by listing. The mirror's goroutine owns it; its slices
// never change once they are in a view.
type ContractData struct {
	Contract     Contract
	Locations    []Location
	Datacenters  []Datacenter
	ByDatacenter map[string]DatacenterData // by data center id
	Snapshots    []*Snapshot               // newest first
	Labels       []Label
	Requests     []Request
	Warnings     map[string][]Warning // by resource
	Prices       price.List
}

// DatacenterData holds the contents of one data center.
type DatacenterData struct {
	Volumes []Volume
	Servers []Server
}

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

// JoinView makes a view of the listings. Snapshots may be in any order.
func JoinView(p ContractData, version uint64, at time.Time, loading Progress) *View {
	p.Snapshots = slices.SortedStableFunc(slices.Values(p.Snapshots), NewestFirst)
	return NextView(nil, p, version, at, loading)
}

// NextView makes a view of the listings and shares what did not change with an older view.
func NextView(old *View, p ContractData, version uint64, at time.Time, loading Progress) *View {
	v := &View{
		Version:     version,
		At:          at,
		Contract:    p.Contract,
		Locations:   p.Locations,
		Datacenters: sortedCopy(p.Datacenters, func(a, b *Datacenter) int { return ByName(a.Name, b.Name, a.ID, b.ID) }),
		Snapshots:   p.Snapshots,
		Requests:    sortedCopy(p.Requests, func(a, b *Request) int { return a.CreatedDate.Compare(b.CreatedDate) }),
		Loading:     loading,
		Prices:      p.Prices,
	}
	for _, key := range slices.Sorted(maps.Keys(p.Warnings)) {
		v.Warnings = append(v.Warnings, p.Warnings[key]...)
	}
	v.index = newIndex(v, p, old)
	v.lazy = newLazyIndexes(v)
	return v
}

func newIndex(v *View, p ContractData, old *View) index {
	x := index{requestsOf: map[string][]Request{}, warnings: maps.Clone(p.Warnings), labels: p.Labels}
	sameInside, sameLabels := x.reuseContents(v, p, old), old != nil && SameSlice(p.Labels, old.index.labels)
	if !sameInside {
		x.addContents(v, p)
	}
	if sameLabels {
		x.labelsOf = old.index.labelsOf
	} else {
		x.labelsOf = map[string][]Label{}
		for _, l := range p.Labels {
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

func (x *index) addContents(v *View, p ContractData) {
	volumes, servers := 0, 0
	for _, in := range p.ByDatacenter {
		volumes, servers = volumes+len(in.Volumes), servers+len(in.Servers)
	}
	v.Volumes, v.Servers = make([]Volume, 0, volumes), make([]Server, 0, servers)
	for _, dc := range v.Datacenters {
		v.Volumes = append(v.Volumes, p.ByDatacenter[dc.ID].Volumes...)
		v.Servers = append(v.Servers, p.ByDatacenter[dc.ID].Servers...)
	}
	x.datacenters = make(map[string]int, len(v.Datacenters))
	x.volumesOf = make(map[string][]Volume, len(v.Datacenters))
	x.serversOf = make(map[string][]Server, len(v.Datacenters))
	for i, dc := range v.Datacenters {
		x.datacenters[dc.ID] = i
		x.volumesOf[dc.ID] = p.ByDatacenter[dc.ID].Volumes
		x.serversOf[dc.ID] = p.ByDatacenter[dc.ID].Servers
	}
	x.volumes, x.inTransitionIn = make(map[string]int, len(v.Volumes)), map[string]int{}
	x.addVolumes(v)
	x.serversOn = make(map[string][]Server, len(v.Servers))
	x.addServers(v)
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

// ByName orders by name and then by id, whatever the case of letters.
func ByName(a, b, idA, idB string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(idA, idB))
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
	p := ContractData{
		Contract: l.Contract, Locations: l.Locations, Datacenters: l.Datacenters, ByDatacenter: map[string]DatacenterData{},
		Snapshots: pointers(l.Snapshots), Labels: l.Labels, Requests: l.Requests, Prices: l.Prices,
	}
	for _, dc := range l.Datacenters {
		var in DatacenterData
		for _, v := range l.Volumes {
			if v.DatacenterID == dc.ID {
				in.Volumes = append(in.Volumes, v)
			}
		}
		for _, s := range l.Servers {
			if s.DatacenterID == dc.ID {
				in.Servers = append(in.Servers, s)
			}
		}
		p.ByDatacenter[dc.ID] = in
	}
	n := len(l.Datacenters)
	return JoinView(p, 1, at, Progress{Done: n, Total: n, Complete: true})
}
