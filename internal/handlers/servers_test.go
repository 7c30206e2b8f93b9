package handlers_test

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// One of the servers has a late volume.
func TestServers_WorstProtectedFirst(t *testing.T) {
	t.Parallel()
	stable := inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-time.Hour), LastModifiedDate: noon}
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc", Name: "prod", Location: "de/fra", Metadata: stable}},
		Volumes:     []inventory.Volume{{ID: "v1", DatacenterID: "dc", Name: "one", SizeGB: 10, Metadata: stable}, {ID: "v2", DatacenterID: "dc", Name: "two", SizeGB: 5, Metadata: stable}},
		Servers: []inventory.Server{
			{ID: "a", DatacenterID: "dc", Name: "a-safe", VMState: "RUNNING", Metadata: stable, VolumeIDs: []string{"v1"}},
			{ID: "b", DatacenterID: "dc", Name: "b-never", VMState: "SHUTOFF", Metadata: stable, VolumeIDs: []string{"v1", "v2"}},
			{ID: "c", DatacenterID: "dc", Name: "c-empty", VMState: "RUNNING", Metadata: inventory.Metadata{State: inventory.StateBusy}},
		},
		Snapshots: []inventory.Snapshot{{ID: "s", Name: "s", Location: "de/fra", SizeGB: 10, Metadata: stable}},
		Labels:    []inventory.Label{{ResourceType: "snapshot", ResourceID: "s", Key: inventory.LabelVolume, Value: "v1"}},
	}
	d := setupOn(t, viewMirror{view: inventory.NewView(l, noon)})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	order := func(path string) []string {
		page, response := d.get(path)
		require.Equal(t, http.StatusOK, response.StatusCode, path)
		var ids []string
		for _, m := range regexp.MustCompile(`id="row-([^"]*)"`).FindAllStringSubmatch(page, -1) {
			ids = append(ids, m[1])
		}
		return ids
	}
	require.Equal(t, []string{"b", "a", "c"}, order("/servers"), "the worst first")
	require.Equal(t, []string{"a", "b", "c"}, order("/servers?sort=name"))
	require.Equal(t, []string{"b"}, order("/servers?power=off"))
	require.Equal(t, []string{"c"}, order("/servers?attached=no"))
	require.Equal(t, []string{"a"}, order("/servers?q=safe"))
	require.Empty(t, order("/servers?dc=other"))
	page, _ := d.get("/servers")
	for _, text := range []string{"1 of 2 volumes", "Protected", "Busy", `href="/bulk?server=b"`, "3 servers · 25 GB"} {
		require.Contains(t, page, text)
	}
	require.NotContains(t, page, "Available", "stable states are not shown")
}
