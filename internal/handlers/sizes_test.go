package handlers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// unsizedMirror is a contract in which some resources have no size, and whose clock is ahead.
type unsizedMirror struct{ emptyMirror }

func (unsizedMirror) View() *inventory.View {
	made := inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(14 * time.Minute), LastModifiedDate: noon.Add(14 * time.Minute)}
	ofSized := inventory.Marker{OperationID: "op", VolumeID: "sized"}.String()
	return inventory.NewView(inventory.Listings{
		Contract:    inventory.Contract{Number: 1, Limits: inventory.Limits{HDDPerContractMB: 1 << 20}},
		Datacenters: []inventory.Datacenter{{ID: "dc", Name: "dc", Location: "de/fra", Metadata: made}},
		Volumes: []inventory.Volume{
			{ID: "sized", DatacenterID: "dc", Name: "sized", Type: "HDD", SizeGB: 10, Metadata: made},
			{ID: "unsized", DatacenterID: "dc", Name: "unsized", Type: "HDD", Metadata: made},
		},
		Snapshots: []inventory.Snapshot{
			{ID: "s1", Name: "s1", Location: "de/fra", SizeGB: 20, Metadata: made}, {ID: "s2", Name: "s2", Location: "de/fra", Metadata: made},
			{ID: "p1", Name: "p1", Location: "de/fra", SizeGB: 5, Metadata: made, Description: ofSized}, {ID: "p2", Name: "p2", Location: "de/fra", Metadata: made, Description: ofSized},
		},
		Servers: []inventory.Server{{ID: "server", DatacenterID: "dc", Name: "server", VolumeIDs: []string{"sized", "unsized"}}},
	}, noon)
}

func TestSizes_UnknownIsNotZero(t *testing.T) {
	t.Parallel()
	d := setupOn(t, unsizedMirror{})
	d.logIn("ada", password)
	for path, want := range map[string][]string{
		"/volumes":                               {"unknown", "at least 10 GB"},
		"/volumes?group=dc":                      {"at least 10 GB"},
		"/snapshots":                             {"unknown", "at least 25 GB"},
		"/datacenters/dc/servers/server":         {"2 volumes · at least 10 GB"},
		"/datacenters/dc/volumes/sized":          {"2 restore points · at least 5 GB"},
		"/snapshots/s2":                          {"unknown"},
		"/datacenters/dc/volumes/unsized":        {"unknown"},
		"/datacenters/dc/volumes/unsized/create": {"cannot be compared"},
	} {
		text, _ := d.get(path)
		for _, words := range want {
			require.Contains(t, text, words, path)
		}
		if !strings.Contains(path, "dc/volumes") { // because the quota shows a 0
			require.NotContains(t, text, ">0 GB<", path)
		}
	}
}

func TestTimes_FutureCreationIsShownAsNow(t *testing.T) {
	t.Parallel()
	d := setupOn(t, unsizedMirror{})
	d.logIn("ada", password)
	for _, path := range []string{"/volumes", "/snapshots", "/snapshots/s1", "/datacenters/dc/volumes/sized", "/datacenters", "/datacenters/dc", "/"} {
		text, _ := d.get(path)
		require.NotContains(t, text, "in 14 min", path)
	}
}
