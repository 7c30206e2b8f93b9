package sourceview

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestPair_RoundTrip(t *testing.T) {
	t.Parallel()
	v := inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc"}}, Volumes: []inventory.Volume{{ID: "v", DatacenterID: "dc"}},
		Snapshots: []inventory.Snapshot{{ID: "s"}},
	}, time.Time{})
	want := PairOf(v, "s", "v")
	have, ok := ReadPair(want.String())
	require.True(t, ok)
	require.Equal(t, want, have)
	_, ok = ReadPair("anything")
	require.False(t, ok)
}
