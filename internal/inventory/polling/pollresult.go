package polling

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"snapdeck/internal/inventory"
)

// pollResult is the outcome of polling one resource. apply applies it, requests follow-up polls, and reports
// whether anything changed.
type pollResult struct {
	resource inventory.Resource
	err      error
	apply    func(*Mirror) bool
}

func (m *Mirror) fetch(ctx context.Context, resource inventory.Resource) pollResult {
	switch resource {
	case inventory.ResourceDatacenters:
		list, err := m.source.Datacenters(ctx)
		return pollResult{resource, err, func(m *Mirror) bool { return m.applyDatacenters(list) }}
	case inventory.ResourceSnapshots:
		list, err := m.source.Snapshots(ctx)
		return pollResult{resource, err, func(m *Mirror) bool { return m.applySnapshots(list) }}
	case inventory.ResourceLabels:
		list, err := m.source.Labels(ctx)
		return pollResult{resource, err, func(m *Mirror) bool { return m.applyLabels(list) }}
	case inventory.ResourceRequests:
		list, err := m.source.OpenRequests(ctx)
		return pollResult{resource, err, func(m *Mirror) bool { return m.applyRequests(list) }}
	case inventory.ResourceRecent:
		list, zone, err := m.recent.read(ctx, m.source, m.now())
		return pollResult{resource, err, func(m *Mirror) bool { return m.applyRecent(list, zone) }}
	case inventory.ResourceContract:
		contract, err := m.source.Contract(ctx)
		return pollResult{resource, err, func(m *Mirror) bool { return m.applyContract(contract) }}
	case inventory.ResourceLocations:
		list, err := m.source.Locations(ctx)
		return pollResult{resource, err, func(m *Mirror) bool { return m.applyLocations(list) }}
	default:
		return m.fetchContents(ctx, resource)
	}
}

func (m *Mirror) fetchContents(ctx context.Context, resource inventory.Resource) pollResult {
	id, _ := resource.DatacenterID()
	volumes, err := m.source.Volumes(ctx, id)
	if err != nil {
		return pollResult{resource: resource, err: err}
	}
	servers, err := m.source.Servers(ctx, id)
	if err != nil {
		return pollResult{resource: resource, err: err}
	}
	return pollResult{resource, nil, func(m *Mirror) bool { return m.applyContents(resource, id, volumes, servers) }}
}

// A result equal to the known data is dropped: the view holds the old one, and two copies of a large contract
// are expensive.

// applyDatacenters applies the list and requests the contents of each data center that is new or changed by its
// etag, version, state and date (docs/ionos-api.md 4.2 and 4.6).
func (m *Mirror) applyDatacenters(list inventory.Listing[inventory.Datacenter]) bool {
	list.Items = unique(list.Items, func(dc inventory.Datacenter) string { return dc.ID })
	before := map[string]inventory.Datacenter{}
	for _, dc := range m.data.Datacenters {
		before[dc.ID] = dc
	}
	for _, dc := range list.Items {
		old, known := before[dc.ID]
		delete(before, dc.ID)
		m.schedule(inventory.ContentsOf(dc.ID))
		if !known || old.Version != dc.Version || old.Metadata != dc.Metadata {
			m.readContents(inventory.ContentsOf(dc.ID))
		}
	}
	if len(before) > 0 && len(before) == len(m.data.Datacenters) {
		m.force(inventory.ResourceContract) // it says whether the user has lost access
	}
	for id := range before {
		m.forget(id)
	}
	m.listedAt = m.triedAt(inventory.ResourceDatacenters)
	changed := replaceItems(&m.data.Datacenters, list.Items)
	return m.warn(inventory.ResourceDatacenters, list.Warnings) || changed
}

// readContents requests the contents of a changed data center: at once, or in the background when they were read
// after the last list of data centers and may show the change already.
func (m *Mirror) readContents(resource inventory.Resource) {
	if m.expectChange(resource); !m.triedAt(resource).After(m.listedAt) {
		m.force(resource)
	}
}

func (m *Mirror) applyContents(resource inventory.Resource, id string, volumes inventory.Listing[inventory.Volume], servers inventory.Listing[inventory.Server]) bool {
	volumes.Items = unique(volumes.Items, func(v inventory.Volume) string { return v.ID })
	servers.Items = unique(servers.Items, func(s inventory.Server) string { return s.ID })
	slices.SortFunc(volumes.Items, func(a, b inventory.Volume) int { return inventory.ByName(a.Name, b.Name, a.ID, b.ID) })
	slices.SortFunc(servers.Items, func(a, b inventory.Server) int { return inventory.ByName(a.Name, b.Name, a.ID, b.ID) })
	old, known := m.data.ByDatacenter[id]
	changed := !slices.Equal(old.Volumes, volumes.Items) || !slices.EqualFunc(old.Servers, servers.Items, sameServer)
	if changed || !known {
		m.data.ByDatacenter[id] = inventory.DatacenterData{Volumes: volumes.Items, Servers: servers.Items}
	}
	return m.warn(resource, append(volumes.Warnings, servers.Warnings...)) || changed
}

func (m *Mirror) applySnapshots(list inventory.Listing[inventory.Snapshot]) bool {
	first := m.data.Snapshots == nil
	changed, others := m.snapshots.Apply(list.Items)
	if others && !first {
		m.expectChange(inventory.ResourceLabels, inventory.ResourceContract)
	}
	if m.data.Snapshots = m.snapshots.All; m.data.Snapshots == nil {
		m.data.Snapshots = []*inventory.Snapshot{}
	}
	return m.warn(inventory.ResourceSnapshots, list.Warnings) || changed
}

func (m *Mirror) applyLabels(list inventory.Listing[inventory.Label]) bool {
	slices.SortFunc(list.Items, func(a, b inventory.Label) int {
		return cmp.Or(strings.Compare(a.ResourceID, b.ResourceID), strings.Compare(a.Key, b.Key))
	})
	list.Items = slices.CompactFunc(list.Items, func(a, b inventory.Label) bool { return a.ResourceID == b.ResourceID && a.Key == b.Key })
	changed := replaceItems(&m.data.Labels, list.Items)
	return m.warn(inventory.ResourceLabels, list.Warnings) || changed
}

func (m *Mirror) applyRequests(list inventory.Listing[inventory.Request]) bool {
	changed := m.applyOpen(list.Items)
	return m.warn(inventory.ResourceRequests, list.Warnings) || changed
}

func (m *Mirror) applyLocations(list inventory.Listing[inventory.Location]) bool {
	changed := replaceItems(&m.data.Locations, list.Items)
	return m.warn(inventory.ResourceLocations, list.Warnings) || changed
}

// warn stores the warnings of a listing and reports whether they changed.
func (m *Mirror) warn(resource inventory.Resource, warnings []inventory.Warning) bool {
	if slices.Equal(m.data.Warnings[string(resource)], warnings) {
		return false
	}
	m.data.Warnings[string(resource)] = warnings
	if len(warnings) == 0 {
		delete(m.data.Warnings, string(resource))
	}
	return true
}

func (m *Mirror) schedule(resource inventory.Resource) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.states[resource] == nil {
		m.states[resource] = &resourceState{}
	}
}

func (m *Mirror) scheduled(resource inventory.Resource) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.states[resource] != nil
}

func (m *Mirror) forget(datacenterID string) {
	resource := inventory.ContentsOf(datacenterID)
	m.mu.Lock()
	delete(m.states, resource)
	delete(m.forced, resource)
	m.mu.Unlock()
	delete(m.data.ByDatacenter, datacenterID)
	delete(m.data.Warnings, string(resource))
}

// unique sorts items by id and removes duplicates, which occur when a list changes while its pages are read.
func unique[T any](items []T, id func(T) string) []T {
	slices.SortStableFunc(items, func(a, b T) int { return strings.Compare(id(a), id(b)) })
	return slices.CompactFunc(items, func(a, b T) bool { return id(a) == id(b) })
}

func sameServer(a, b inventory.Server) bool {
	return a.ID == b.ID && a.DatacenterID == b.DatacenterID && a.Metadata == b.Metadata && a.Name == b.Name &&
		a.Type == b.Type && a.VMState == b.VMState && a.Cores == b.Cores && a.RAMMB == b.RAMMB &&
		a.BootVolumeID == b.BootVolumeID && slices.Equal(a.VolumeIDs, b.VolumeIDs) && a.VolumesUnknown == b.VolumesUnknown
}

func sameRequest(a, b inventory.Request) bool {
	return a.ID == b.ID && a.CreatedDate.Equal(b.CreatedDate) && a.CreatedBy == b.CreatedBy &&
		a.Method == b.Method && a.URL == b.URL && a.Body == b.Body && a.UserAgent == b.UserAgent &&
		a.Status == b.Status && a.Message == b.Message && slices.Equal(a.Targets, b.Targets)
}

// replaceItems replaces the items of a listing and reports whether they changed.
func replaceItems[T comparable](known *[]T, listed []T) bool {
	if slices.Equal(*known, listed) {
		return false
	}
	*known = listed
	return true
}
