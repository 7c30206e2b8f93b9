package polling

import (
	"time"

	"snapdeck/internal/inventory"
)

// ages returns the time since each resource was last read.
func (m *Mirror) ages() map[inventory.Resource]time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, ages := m.now(), map[inventory.Resource]time.Duration{}
	for resource, s := range m.states {
		if !s.readAt.IsZero() {
			ages[resource] = now.Sub(s.readAt)
		}
	}
	return ages
}

// loadCache shows a view that was stored before the start. All of it is due for polling at once. It must be
// called before Run.
func (m *Mirror) loadCache(k cachedView, stored time.Time) {
	h := k.head
	m.data.Contract = h.Contract
	m.applyLocations(inventory.Listing[inventory.Location]{Items: h.Locations, Warnings: h.Warnings[string(inventory.ResourceLocations)]})
	m.applyDatacenters(inventory.Listing[inventory.Datacenter]{Items: h.Datacenters, Warnings: h.Warnings[string(inventory.ResourceDatacenters)]})
	m.applySnapshots(inventory.Listing[inventory.Snapshot]{Items: k.snapshots, Warnings: h.Warnings[string(inventory.ResourceSnapshots)]})
	m.applyLabels(inventory.Listing[inventory.Label]{Items: k.labels, Warnings: h.Warnings[string(inventory.ResourceLabels)]})
	m.applyRequests(inventory.Listing[inventory.Request]{Items: h.Requests, Warnings: h.Warnings[string(inventory.ResourceRequests)]})
	for _, dc := range h.Datacenters {
		resource := inventory.ContentsOf(dc.ID)
		if _, read := h.Ages[resource]; !read {
			continue // it was listed, but never read
		}
		in := k.inside[dc.ID]
		m.applyContents(resource, dc.ID, inventory.Listing[inventory.Volume]{Items: in.Volumes, Warnings: h.Warnings[string(resource)]}, inventory.Listing[inventory.Server]{Items: in.Servers})
	}
	m.dateCached(h.Ages, stored)
	m.view.Store(inventory.JoinView(m.data, m.view.Load().Version+1, m.now(), m.progress()))
	m.updateHealth()
}

func (m *Mirror) dateCached(ages map[inventory.Resource]time.Duration, stored time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.forced)
	for resource, age := range ages {
		s := m.states[resource]
		if s == nil {
			continue
		}
		s.readAt, s.cached = stored.Add(-age).UTC(), true
		if s.readAt.After(m.cachedAt) {
			m.cachedAt = s.readAt
		}
	}
}

// applyContract applies the contract. If it differs from that of the cached view, nothing cached may be shown
// any longer.
func (m *Mirror) applyContract(c inventory.Contract) bool {
	if old := m.data.Contract.Number; old != 0 && c.Number != old && !m.cachedAt.IsZero() {
		m.log.Warn("contract changed, cached view dropped")
		m.dropCached()
	}
	changed := m.data.Contract != c
	m.data.Contract = c
	return changed
}

// dropCached drops everything that has not been read since the start.
func (m *Mirror) dropCached() {
	for _, resource := range m.takeCached() {
		delete(m.data.Warnings, string(resource))
		switch resource {
		case inventory.ResourceDatacenters:
			m.applyDatacenters(inventory.Listing[inventory.Datacenter]{})
		case inventory.ResourceSnapshots:
			m.snapshots, m.data.Snapshots = inventory.SnapshotList{}, nil
		case inventory.ResourceLabels:
			m.data.Labels = nil
		case inventory.ResourceRequests:
			m.data.Requests = nil
		default:
			if id, ok := resource.DatacenterID(); ok {
				delete(m.data.ByDatacenter, id)
			}
		}
	}
	m.cachedAt = time.Time{}
}

// takeCached returns the resources that have not been read since the start, and resets them to never read.
func (m *Mirror) takeCached() []inventory.Resource {
	m.mu.Lock()
	defer m.mu.Unlock()
	var resources []inventory.Resource
	for resource, s := range m.states {
		if s.cached {
			s.cached, s.readAt = false, time.Time{}
			resources = append(resources, resource)
		}
	}
	return resources
}
