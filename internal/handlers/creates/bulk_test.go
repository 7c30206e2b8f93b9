package creates

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestVolumesOn_AllOfAServer(t *testing.T) {
	t.Parallel()
	v := inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc"}},
		Volumes:     []inventory.Volume{{ID: "v1", DatacenterID: "dc"}, {ID: "v2", DatacenterID: "dc"}},
		Servers:     []inventory.Server{{ID: "x", DatacenterID: "dc", VolumeIDs: []string{"v1", "v2"}}},
	}, time.Time{})
	require.ElementsMatch(t, []string{"v1", "v2"}, volumesOn(v, "x"))
	require.Empty(t, volumesOn(v, "y"))
}
