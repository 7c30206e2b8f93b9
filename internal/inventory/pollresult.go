package inventory

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// reading is the outcome of reading one part. apply takes the result into what the mirror
// knows, asks for what follows from it, and reports whether anything changed.
type reading struct {
	part  Part
	err   error
	apply func(*Mirror) bool
}

func (m *Mirror) fetch(ctx context.Context, part Part) reading {
	switch part {
	case PartDatacenters:
		list, err := m.source.Datacenters(ctx)
		return reading{part, err, func(m *Mirror) bool { return m.applyDatacenters(list) }}
	case PartSnapshots:
		list, err := m.source.Snapshots(ctx)
		return reading{part, err, func(m *Mirror) bool { return m.applySnapshots(list) }}
	case PartLabels:
		list, err := m.source.Labels(ctx)
		return reading{part, err, func(m *Mirror) bool { return m.applyLabels(list) }}
	case PartRequests:
		list, err := m.source.OpenRequests(ctx)
		return reading{part, err, func(m *Mirror) bool { return m.applyRequests(list) }}
	case PartRecent:
		list, zone, err := m.recent.read(ctx, m.source, m.now())
		return reading{part, err, func(m *Mirror) bool { return m.applyRecent(list, zone) }}
	case PartContract:
		contract, err := m.source.Contract(ctx)
		return reading{part, err, func(m *Mirror) bool { return m.applyContract(contract) }}
	case PartLocations:
		list, err := m.source.Locations(ctx)
		return reading{part, err, func(m *Mirror) bool { return m.applyLocations(list) }}
	default:
		return m.fetchInside(ctx, part)
	}
}

func (m *Mirror) fetchInside(ctx context.Context, part Part) reading {
	id, _ := part.datacenterID()
	volumes, err := m.source.Volumes(ctx, id)
	if err != nil {
		return reading{part: part, err: err}
	}
	servers, err := m.source.Servers(ctx, id)
	if err != nil {
		return reading{part: part, err: err}
	}
	return reading{part, nil, func(m *Mirror) bool { return m.applyInside(part, id, volumes, servers) }}
}

// What a reading brought that is what was known already is dropped: the view has the old
// one, and a large contract in memory twice is dear.

// applyDatacenters takes in the list and asks for the inside of each data center that is
// new or changed: etag, version, state and date tell (API reference 4.2 and 4.6).
func (m *Mirror) applyDatacenters(list Listing[Datacenter]) bool {
	list.Items = unique(list.Items, func(dc Datacenter) string { return dc.ID })
	before := map[string]Datacenter{}
	for _, dc := range m.known.datacenters {
		before[dc.ID] = dc
	}
	for _, dc := range list.Items {
		old, known := before[dc.ID]
		delete(before, dc.ID)
		m.expect(InsideOf(dc.ID))
		if !known || old.Version != dc.Version || old.Metadata != dc.Metadata {
			m.readInside(InsideOf(dc.ID))
		}
	}
	for id := range before {
		m.forget(id)
	}
	m.listedAt = m.triedAt(PartDatacenters)
	changed := len(before) > 0 || !slices.EqualFunc(m.known.datacenters, list.Items, sameDatacenter)
	if changed {
		m.known.datacenters = list.Items
	}
	return m.warn(PartDatacenters, list.Warnings) || changed
}

// readInside asks for the inside of a data center that changed: at once, or in the background when
// it was read since the list of data centers was last read, since then it may show the change already.
func (m *Mirror) readInside(part Part) {
	if m.expectChange(part); !m.triedAt(part).After(m.listedAt) {
		m.force(part)
	}
}

func (m *Mirror) applyInside(part Part, id string, volumes Listing[Volume], servers Listing[Server]) bool {
	volumes.Items = unique(volumes.Items, func(v Volume) string { return v.ID })
	servers.Items = unique(servers.Items, func(s Server) string { return s.ID })
	slices.SortFunc(volumes.Items, func(a, b Volume) int { return byName(a.Name, b.Name, a.ID, b.ID) })
	slices.SortFunc(servers.Items, func(a, b Server) int { return byName(a.Name, b.Name, a.ID, b.ID) })
	old, known := m.known.inside[id]
	changed := !slices.Equal(old.volumes, volumes.Items) || !slices.EqualFunc(old.servers, servers.Items, sameServer)
	if changed || !known {
		m.known.inside[id] = inside{volumes: volumes.Items, servers: servers.Items}
	}
	return m.warn(part, append(volumes.Warnings, servers.Warnings...)) || changed
}

func (m *Mirror) applySnapshots(list Listing[Snapshot]) bool {
	first := m.known.snapshots == nil
	changed, others := m.stock.take(list.Items)
	if others && !first {
		m.expectChange(PartLabels, PartContract)
	}
	if m.known.snapshots = m.stock.all; m.known.snapshots == nil {
		m.known.snapshots = []*Snapshot{}
	}
	return m.warn(PartSnapshots, list.Warnings) || changed
}

func (m *Mirror) applyLabels(list Listing[Label]) bool {
	slices.SortFunc(list.Items, func(a, b Label) int {
		return cmp.Or(strings.Compare(a.ResourceID, b.ResourceID), strings.Compare(a.Key, b.Key))
	})
	list.Items = slices.CompactFunc(list.Items, func(a, b Label) bool { return a.ResourceID == b.ResourceID && a.Key == b.Key })
	changed := !slices.Equal(m.known.labels, list.Items)
	if changed {
		m.known.labels = list.Items
	}
	return m.warn(PartLabels, list.Warnings) || changed
}

func (m *Mirror) applyRequests(list Listing[Request]) bool {
	changed := m.takeOpen(list.Items)
	return m.warn(PartRequests, list.Warnings) || changed
}

func (m *Mirror) applyLocations(list Listing[Location]) bool {
	changed := !slices.EqualFunc(m.known.locations, list.Items, sameLocation)
	if changed {
		m.known.locations = list.Items
	}
	return m.warn(PartLocations, list.Warnings) || changed
}

// warn keeps what a listing left out and reports whether that is news.
func (m *Mirror) warn(part Part, warnings []Warning) bool {
	old := m.known.warnings[string(part)]
	if slices.Equal(old, warnings) {
		return false
	}
	if len(warnings) == 0 {
		delete(m.known.warnings, string(part))
		return true
	}
	m.known.warnings[string(part)] = warnings
	return true
}

// expect makes a part known to the schedule.
func (m *Mirror) expect(part Part) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.states[part] == nil {
		m.states[part] = &partState{}
	}
}

// expected reports whether a part is in the schedule.
func (m *Mirror) expected(part Part) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.states[part] != nil
}

// forget drops a data center that is gone.
func (m *Mirror) forget(datacenterID string) {
	part := InsideOf(datacenterID)
	m.mu.Lock()
	delete(m.states, part)
	delete(m.forced, part)
	m.mu.Unlock()
	delete(m.known.inside, datacenterID)
	delete(m.known.warnings, string(part))
}

// unique sorts items by id and leaves out those that a list gave twice, as a list does that
// changes while its pages are read.
func unique[T any](items []T, id func(T) string) []T {
	slices.SortStableFunc(items, func(a, b T) int { return strings.Compare(id(a), id(b)) })
	return slices.CompactFunc(items, func(a, b T) bool { return id(a) == id(b) })
}

func sameLocation(a, b Location) bool {
	return a.ID == b.ID && a.Name == b.Name && a.MetroRegion == b.MetroRegion &&
		slices.Equal(a.Features, b.Features) && slices.Equal(a.ImageAliases, b.ImageAliases)
}

func sameDatacenter(a, b Datacenter) bool {
	return a.ID == b.ID && a.Href == b.Href && a.Metadata == b.Metadata && a.Name == b.Name && a.Version == b.Version &&
		a.Description == b.Description && a.Location == b.Location && slices.Equal(a.Features, b.Features) &&
		a.SecAuthProtection == b.SecAuthProtection && a.IPv6CIDRBlock == b.IPv6CIDRBlock && a.DefaultSecurityGroupID == b.DefaultSecurityGroupID
}

func sameServer(a, b Server) bool {
	return a.ID == b.ID && a.DatacenterID == b.DatacenterID && a.Href == b.Href && a.Metadata == b.Metadata && a.Name == b.Name &&
		a.Type == b.Type && a.VMState == b.VMState && a.Cores == b.Cores && a.RAMMB == b.RAMMB &&
		a.BootVolumeID == b.BootVolumeID && slices.Equal(a.VolumeIDs, b.VolumeIDs)
}

func sameRequest(a, b Request) bool {
	return a.ID == b.ID && a.Href == b.Href && a.CreatedDate.Equal(b.CreatedDate) && a.CreatedBy == b.CreatedBy &&
		a.Method == b.Method && a.URL == b.URL && a.Body == b.Body && a.UserAgent == b.UserAgent &&
		a.Status == b.Status && a.Message == b.Message && slices.Equal(a.Targets, b.Targets)
}

func replace[T comparable](old *T, value T) bool {
	changed := *old != value
	*old = value
	return changed
}
