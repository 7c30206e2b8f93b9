package sets

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestSet_LeavesOutWhatCannotBeRestored(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	v := inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra"}},
		Volumes:     []inventory.Volume{{ID: "v1", DatacenterID: "dc", SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable}}},
		Snapshots: []inventory.Snapshot{
			{ID: "s1", Location: "de/fra", SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: at}},
			{ID: "s2", Location: "de/fra", SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: at}},
		},
	}, at)
	var set Set
	set.AddVolume(v, "v1", "one", "s1")
	set.AddVolume(v, "v2", "gone", "s2")
	set.AddVolume(v, "v1", "one", "nothing")
	require.Len(t, set.Pairs, 1)
	require.Len(t, set.Skipped, 2)
}
