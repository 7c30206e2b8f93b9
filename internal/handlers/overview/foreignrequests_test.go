package overview

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestRequestText_NamesTarget(t *testing.T) {
	t.Parallel()
	v := inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc", Name: "prod"}},
		Volumes:     []inventory.Volume{{ID: "v", DatacenterID: "dc", Name: "web-01"}},
	}, time.Time{})
	for _, c := range []struct{ method, url, want string }{
		{"POST", "https://api.example/cloudapi/v6/datacenters/dc/volumes/v/create-snapshot", "Create snapshot of web-01"},
		{"POST", "https://api.example/cloudapi/v6/datacenters/dc/volumes/v/restore-snapshot?depth=1", "Restore volume"},
		{"DELETE", "https://api.example/cloudapi/v6/snapshots/s", "Delete snapshot"},
		{"DELETE", "https://api.example/cloudapi/v6/datacenters/dc", "Delete data center"},
		{"POST", "https://api.example/cloudapi/v6/datacenters/dc/servers", "Create or start server"},
		{"PATCH", "https://api.example/cloudapi/v6/datacenters/dc/servers/s/nics/n", "Change nic"},
		{"PUT", "https://api.example/cloudapi/v6/k8s/c", "Change k8s"},
		{"PUT", "https://api.example/cloudapi/v6/um/users/u", "Change resource"},
	} {
		require.Equal(t, c.want, requestText(v, inventory.Request{Method: c.method, URL: c.url}), c.url)
	}
}

func TestRequestPill_DiffersForEachStatus(t *testing.T) {
	t.Parallel()
	require.Equal(t, "busy", requestPill(inventory.RequestRunning).Tone)
	require.Equal(t, "quiet", requestPill(inventory.RequestQueued).Tone)
}
