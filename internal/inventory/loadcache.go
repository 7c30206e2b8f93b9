package inventory

import "time"

// ages returns the time since each resource was last read.
func (m *Mirror) ages() map[Resource]time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, ages := m.now(), map[Resource]time.Duration{}
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
	m.data.contract = h.Contract
	m.applyLocations(Listing[Location]{Items: h.Locations, Warnings: h.Warnings[string(ResourceLocations)]})
	m.applyDatacenters(Listing[Datacenter]{Items: h.Datacenters, Warnings: h.Warnings[string(ResourceDatacenters)]})
	m.applySnapshots(Listing[Snapshot]{Items: k.snapshots, Warnings: h.Warnings[string(ResourceSnapshots)]})
	m.applyLabels(Listing[Label]{Items: k.labels, Warnings: h.Warnings[string(ResourceLabels)]})
	m.applyRequests(Listing[Request]{Items: h.Requests, Warnings: h.Warnings[string(ResourceRequests)]})
	for _, dc := range h.Datacenters {
		part := ContentsOf(dc.ID)
		if _, read := h.Ages[part]; !read {
			continue // it was listed, but never read
		}
		in := k.inside[dc.ID]
		m.applyContents(part, dc.ID, Listing[Volume]{Items: in.volumes, Warnings: h.Warnings[string(part)]}, Listing[Server]{Items: in.servers})
	}
	m.dateCached(h.Ages, stored)
	m.view.Store(newView(m.data, m.view.Load().Version+1, m.now(), m.progress()))
	m.updateHealth()
}

func (m *Mirror) dateCached(ages map[Resource]time.Duration, stored time.Time) {
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
func (m *Mirror) applyContract(c Contract) bool {
	if old := m.data.contract.Number; old != 0 && c.Number != old && !m.cachedAt.IsZero() {
		m.log.Warn("contract changed, cached view dropped")
		m.dropCached()
	}
	return replaceIfChanged(&m.data.contract, c)
}

// dropCached drops everything that has not been read since the start.
func (m *Mirror) dropCached() {
	for _, part := range m.takeCached() {
		delete(m.data.warnings, string(part))
		switch part {
		case ResourceDatacenters:
			m.applyDatacenters(Listing[Datacenter]{})
		case ResourceSnapshots:
			m.snapshots, m.data.snapshots = snapshotList{}, nil
		case ResourceLabels:
			m.data.labels = nil
		case ResourceRequests:
			m.data.requests = nil
		default:
			if id, ok := part.datacenterID(); ok {
				delete(m.data.byDatacenter, id)
			}
		}
	}
	m.cachedAt = time.Time{}
}

// takeCached returns the resources that have not been read since the start, and resets them to never read.
func (m *Mirror) takeCached() []Resource {
	m.mu.Lock()
	defer m.mu.Unlock()
	var parts []Resource
	for part, s := range m.states {
		if s.cached {
			s.cached, s.readAt = false, time.Time{}
			parts = append(parts, part)
		}
	}
	return parts
}
