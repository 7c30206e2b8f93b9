package handlers_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// changingMirror is a contract that a test changes.
type changingMirror struct {
	emptyMirror
	view atomic.Pointer[inventory.View]
}

func (s *changingMirror) View() *inventory.View { return s.view.Load() }

// change publishes a view of changed listings.
func (s *changingMirror) change(f func(*inventory.Listings)) {
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc", Name: "prod", Location: "de/fra"}},
		Volumes:     []inventory.Volume{{ID: "vol", DatacenterID: "dc", Name: "db", SizeGB: 10}},
		Servers:     []inventory.Server{{ID: "srv", DatacenterID: "dc", Name: "app-1", VolumeIDs: []string{"vol"}}},
		Snapshots: []inventory.Snapshot{{
			ID: "snap", Name: "nightly", Metadata: inventory.Metadata{State: inventory.StateBusy, CreatedDate: noon.Add(-time.Hour)},
		}},
	}
	f(&l)
	s.view.Store(inventory.NewView(l, noon))
}

// The clock stands still, so nothing can expire: only the changes can refresh the rows.
func TestServer_ChangesInvalidateCaches(t *testing.T) {
	t.Parallel()
	cloud, cache := &changingMirror{}, operation.NewCache()
	cloud.change(func(*inventory.Listings) {})
	d := setupOn(t, cloud, func(deps *web.Deps) {
		deps.Operations = cache
		deps.Cloud.Budget = func() (int, int, bool) { return 0, 0, false }
	})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	const volumes, snapshots = "/volumes?cols=name,server,snapshot,datacenter", "/snapshots?cols=name,state,labels,source"
	pages := []string{volumes, "/datacenters/dc", snapshots, "/datacenters", "/"}
	op := operation.Operation{ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Queued, DatacenterID: "dc", VolumeID: "vol", CreatedAt: noon}
	for _, c := range []struct {
		page, shows string
		change      func()
	}{
		{volumes, "app-2", func() { cloud.change(func(l *inventory.Listings) { l.Servers[0].Name = "app-2" }) }},
		{volumes, "staging", func() { cloud.change(func(l *inventory.Listings) { l.Datacenters[0].Name = "staging" }) }},
		{volumes, "Recorded", func() { cache.Put(op) }},
		{"/datacenters/dc", "Sending", func() { op.Version, op.State = 2, operation.Submitting; cache.Put(op) }},
		{snapshots, "monthly", func() { cloud.change(func(l *inventory.Listings) { l.Snapshots[0].Name = "monthly" }) }},
		{snapshots, "Failed", func() {
			cloud.change(func(l *inventory.Listings) { l.Snapshots[0].Metadata.State = inventory.StateFailed })
		}},
		{snapshots, "keep=forever", func() {
			cloud.change(func(l *inventory.Listings) {
				l.Labels = []inventory.Label{{ResourceType: "snapshot", ResourceID: "snap", Key: "keep", Value: "forever"}}
			})
		}},
		{"/", "renamed", func() { cloud.change(func(l *inventory.Listings) { l.Volumes[0].Name = "renamed" }) }},
		{"/datacenters", "Busy", func() {
			cloud.change(func(l *inventory.Listings) { l.Datacenters[0].Metadata.State = inventory.StateBusy })
		}},
	} {
		for range 3 { // the third time everything comes from the cache
			for _, page := range pages {
				text, _ := d.get(page)
				require.True(t, strings.Contains(text, "<td"), page)
				if page == c.page {
					require.False(t, strings.Contains(text, c.shows), c.shows)
				}
			}
		}
		c.change()
		text, _ := d.get(c.page)
		require.True(t, strings.Contains(text, c.shows), c.shows)
	}
}
