package mirror

import (
	"time"

	"snapdeck/internal/inventory"
)

// ages returns the time since each resource was last read.
func (m *Mirror) ages() map[inventory.Resource]time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, ages := m.now(), map[inventory.Resource]time.Duration{}
	for part, s := range m.states {
		if !s.readAt.IsZero() {
			ages[part] = now.Sub(s.readAt)
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
		part := inventory.ContentsOf(dc.ID)
		if _, read := h.Ages[part]; !read {
			continue // it was listed, but never read
		}
		in := k.inside[dc.ID]
		m.applyContents(part, dc.ID, inventory.Listing[inventory.Volume]{Items: in.Volumes, Warnings: h.Warnings[string(part)]}, inventory.Listing[inventory.Server]{Items: in.Servers})
	}
	m.dateCached(h.Ages, stored)
	m.view.Store(inventory.JoinView(m.data, m.view.Load().Version+1, m.now(), m.progress()))
	m.updateHealth()
}

func (m *Mirror) dateCached(ages map[inventory.Resource]time.Duration, stored time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.forced)
	for part, age := range ages {
		s := m.states[part]
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
		m.log.Warn("drop cached view", "reason", "another contract")
		m.dropCached()
	}
	return replaceIfChanged(&m.data.Contract, c)
}

// dropCached drops everything that has not been read since the start.
func (m *Mirror) dropCached() {
	for _, part := range m.takeCached() {
		delete(m.data.Warnings, string(part))
		switch part {
		case inventory.ResourceDatacenters:
			m.applyDatacenters(inventory.Listing[inventory.Datacenter]{})
		case inventory.ResourceSnapshots:
			m.snapshots, m.data.Snapshots = inventory.SnapshotList{}, nil
		case inventory.ResourceLabels:
			m.data.Labels = nil
		case inventory.ResourceRequests:
			m.data.Requests = nil
		default:
			if id, ok := part.DatacenterID(); ok {
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
	var parts []inventory.Resource
	for part, s := range m.states {
		if s.cached {
			s.cached, s.readAt = false, time.Time{}
			parts = append(parts, part)
		}
	}
	return parts
}
