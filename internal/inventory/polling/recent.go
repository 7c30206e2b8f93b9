package polling

import (
	"context"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

const (
	// recentReach is how far back requests are read while none is known.
	recentReach = 24 * time.Hour
	// recentOverlap is read twice, because a request may show later than one created after it.
	recentOverlap = 2 * time.Minute
	// recentZone covers an API that filters in another time zone than it returns times in.
	recentZone = 24 * time.Hour
)

// recent holds the recently created requests of all clients. The newest one is the cursor: a response without
// it proves that the API applied the filter in another time zone.
type recent struct {
	newest inventory.Request
	final  map[string]bool // whether a request is final, by id, for the last listing
	zone   time.Duration   // how long before the cursor to start, for the response to contain it
}

// read lists the requests since shortly before the newest known one.
func (r *recent) read(ctx context.Context, source inventory.Source, now time.Time) (list inventory.Listing[inventory.Request], zone time.Duration, err error) {
	if r.newest.ID == "" {
		list, err = source.RecentRequests(ctx, now.Add(-recentReach))
		return list, r.zone, err
	}
	list, err = source.RecentRequests(ctx, r.since().Add(-r.zone))
	if err != nil || r.zone > 0 || r.cursorIn(list.Items) {
		return list, r.zone, err
	}
	list, err = source.RecentRequests(ctx, r.since().Add(-recentZone))
	if err == nil && r.cursorIn(list.Items) {
		return list, recentZone, nil
	}
	return list, 0, err
}

func (r *recent) since() time.Time { return r.newest.CreatedDate.Add(-recentOverlap) }

func (r *recent) cursorIn(items []inventory.Request) bool {
	return slices.ContainsFunc(items, func(x inventory.Request) bool { return x.ID == r.newest.ID })
}

// take applies a listing and returns the requests that are new or ended since the one before. The first listing
// returns none.
func (r *recent) take(items []inventory.Request, zone time.Duration) (changed []inventory.Request) {
	first, since, final := r.final == nil, r.since(), r.final
	r.newest, r.final, r.zone = inventory.Request{}, make(map[string]bool, len(items)), zone
	for _, x := range items {
		r.final[x.ID] = x.Status.Final()
		if x.CreatedDate.After(r.newest.CreatedDate) {
			r.newest = inventory.Request{ID: x.ID, CreatedDate: x.CreatedDate}
		}
		ended, listed := final[x.ID]
		if !first && !x.CreatedDate.Before(since) && (!listed || x.Status.Final() && !ended) {
			changed = append(changed, x)
		}
	}
	return changed
}

// applyRecent applies the recent requests and reads everything they changed.
func (m *Mirror) applyRecent(list inventory.Listing[inventory.Request], zone time.Duration) bool {
	for _, r := range m.recent.take(list.Items, zone) {
		m.readChanged(r, r.Status.Final())
	}
	listed := make(map[string]bool, len(list.Items))
	var open []inventory.Request
	for _, r := range list.Items {
		listed[r.ID] = true
		if !r.Status.Final() {
			open = append(open, r)
		}
	}
	for _, r := range m.data.Requests {
		if !listed[r.ID] {
			open = append(open, r)
		}
	}
	changed := m.applyOpen(open)
	return m.warn(inventory.ResourceRecent, list.Warnings) || changed
}

// applyOpen applies the requests that are not final.
func (m *Mirror) applyOpen(requests []inventory.Request) bool {
	requests = unique(requests, func(r inventory.Request) string { return r.ID })
	for _, r := range without(requests, m.data.Requests) {
		m.readChanged(r, false)
	}
	for _, r := range without(m.data.Requests, requests) {
		m.readChanged(r, true)
	}
	changed := !slices.EqualFunc(m.data.Requests, requests, sameRequest)
	if changed {
		m.data.Requests = requests
	}
	return changed
}

// without returns the requests that another list lacks. Both are sorted by id.
func without(list, other []inventory.Request) (found []inventory.Request) {
	for _, r := range list {
		for len(other) > 0 && other[0].ID < r.ID {
			other = other[1:]
		}
		if len(other) == 0 || other[0].ID != r.ID {
			found = append(found, r)
		}
	}
	return found
}

// readChanged requests what a request changes: at once when it is final, else in the background.
func (m *Mirror) readChanged(r inventory.Request, final bool) {
	for _, resource := range r.Resources() {
		if !m.scheduled(resource) {
			resource = inventory.ResourceDatacenters // which includes the data center of the request, if there is one
		}
		if m.expectChange(resource, inventory.ResourceContract); final {
			m.force(resource)
		}
	}
}
