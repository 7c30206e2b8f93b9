package volumelist

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
)

// ranked returns a report in which the volumes get worse in the given order.
func ranked(ids ...string) *coverage.Report {
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra"}}}
	for i, id := range ids {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: id, DatacenterID: "dc", Name: id, Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: areatest.Noon.AddDate(-2, 0, 0)}})
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{
			ID: "s-" + id, Location: "de/fra", Description: inventory.Marker{OperationID: "op", VolumeID: id}.String(),
			Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: areatest.Noon.Add(-time.Duration(i+2) * 24 * time.Hour)},
		})
	}
	return coverage.Of(inventory.NewView(l, areatest.Noon), coverage.Facts{Target: 24 * time.Hour, Now: areatest.Noon})
}

// Reports in which the volumes have the same order share a name.
func TestOrderMemory_NamesOrder(t *testing.T) {
	t.Parallel()
	var m orderMemory
	first, same, other := ranked("a", "b", "c"), ranked("a", "b", "c"), ranked("c", "a", "b")
	name := m.Remember(first)
	require.Equal(t, name, m.Remember(first))
	require.Equal(t, name, m.Remember(same))
	require.NotEqual(t, name, m.Remember(other))
	require.NotNil(t, m.Ranks(name))
	require.Nil(t, m.Ranks("made up"))
	require.Nil(t, m.Ranks(""))
}

// A list that stays open for long falls back to the current order.
func TestOrderMemory_DropsOldest(t *testing.T) {
	t.Parallel()
	var m orderMemory
	var orders []string
	for i := range maxOrders + 3 {
		orders = append(orders, m.Remember(ranked("a", "b-"+strconv.Itoa(i))))
	}
	for i, name := range orders {
		require.Equal(t, i >= 3, m.Ranks(name) != nil, "order %d", i)
	}
}
