package polling

import (
	"time"

	"snapdeck/internal/inventory"
)

// noon is the current time of the sample contract.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// hoursAgo returns the metadata of an available resource that was created some hours before noon.
func hoursAgo(h int) inventory.Metadata {
	at := noon.Add(-time.Duration(h) * time.Hour)
	return inventory.Metadata{State: inventory.StateAvailable, CreatedDate: at, LastModifiedDate: at, CreatedBy: "ops@example.com"}
}

func withState(s inventory.State, m inventory.Metadata) inventory.Metadata {
	m.State = s
	return m
}

// sampleContract returns a small contract with one item for each case of a query.
func sampleContract() inventory.ContractData {
	return inventory.ContractData{
		Contract:  inventory.Contract{Number: 31},
		Locations: []inventory.Location{{ID: "de/fra", Name: "Frankfurt"}, {ID: "de/txl", Name: "Berlin"}},
		Datacenters: []inventory.Datacenter{
			{ID: "dc-b", Name: "stage", Location: "de/txl", Metadata: withState(inventory.StateBusy, hoursAgo(9))},
			{ID: "dc-a", Name: "Prod", Location: "de/fra", Metadata: hoursAgo(99)},
		},
		ByDatacenter: map[string]inventory.DatacenterData{
			"dc-a": {
				Volumes: []inventory.Volume{
					{ID: "v-db", DatacenterID: "dc-a", Name: "db", Type: "SSD", SizeGB: 100, LicenceType: "LINUX", Metadata: hoursAgo(5)},
					{ID: "v-web", DatacenterID: "dc-a", Name: "Web", Type: "HDD", SizeGB: 10, LicenceType: "WINDOWS", Metadata: withState(inventory.StateBusy, hoursAgo(7))},
				},
				Servers: []inventory.Server{
					{ID: "s-1", DatacenterID: "dc-a", Name: "app", VolumeIDs: []string{"v-web"}},
					{ID: "s-2", DatacenterID: "dc-a", Name: "base", VolumeIDs: []string{"v-db"}},
				},
			},
			"dc-b": {Volumes: []inventory.Volume{
				{ID: "v-tmp", DatacenterID: "dc-b", Name: "attic", Type: "HDD", SizeGB: 50, LicenceType: "OTHER", Metadata: hoursAgo(1)},
			}},
		},
		Snapshots: []*inventory.Snapshot{
			{ID: "sn-old", Name: "before upgrade", Location: "de/fra", SizeGB: 100, LicenceType: "LINUX", Metadata: hoursAgo(48),
				Description: inventory.Marker{OperationID: "op-1", VolumeID: "v-db"}.Append("ticket 7")},
			{ID: "sn-new", Name: "Nightly", Location: "de/fra", SizeGB: 10, LicenceType: "WINDOWS", Metadata: hoursAgo(2)},
			{ID: "sn-bad", Name: "broken", Location: "de/fra", SizeGB: 10, Metadata: withState(inventory.StateFailed, hoursAgo(1))},
			{ID: "sn-lost", Name: "golden", Location: "de/txl", SizeGB: 7.5, LicenceType: "OTHER",
				Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-time.Hour * 500), CreatedBy: "amy@example.com"}},
		},
		Labels: []inventory.Label{
			{ResourceType: "snapshot", ResourceID: "sn-new", Key: inventory.LabelVolume, Value: "v-web"},
			{ResourceType: "snapshot", ResourceID: "sn-bad", Key: inventory.LabelVolume, Value: "v-web"},
			{ResourceType: "snapshot", ResourceID: "sn-old", Key: "keep", Value: "yes"},
			{ResourceType: "volume", ResourceID: "v-db", Key: "tier", Value: "gold"},
		},
		Requests: []inventory.Request{
			{ID: "r-2", Method: "POST", URL: "https://x/datacenters/dc-b/volumes", Status: inventory.RequestQueued, CreatedDate: noon},
			{ID: "r-1", Method: "PUT", URL: "https://x/datacenters/dc-b/volumes/v-tmp", Status: inventory.RequestRunning, CreatedDate: noon.Add(-time.Minute)},
			{ID: "r-3", Method: "DELETE", URL: "https://x/snapshots/sn-old", Status: inventory.RequestQueued, CreatedDate: noon},
		},
		Warnings: map[string][]inventory.Warning{
			string(inventory.ResourceSnapshots): {{Resource: "snapshot", ID: "sn-x", Text: "has no size"}},
			string(inventory.ResourceLabels):    {{Resource: "label", ID: "l-x", Text: "has no key"}},
		},
	}
}

func sampleView() *inventory.View {
	return inventory.JoinView(sampleContract(), 1, noon, inventory.Progress{})
}

func ids[T any](items []T, id func(T) string) []string {
	out := make([]string, 0, len(items))
	for _, item := range items {
		out = append(out, id(item))
	}
	return out
}

func volumeIDs(items []inventory.Volume) []string {
	return ids(items, func(v inventory.Volume) string { return v.ID })
}

func snapshotIDs(items []inventory.Snapshot) []string {
	return ids(items, func(s inventory.Snapshot) string { return s.ID })
}

func datacenterIDs(items []inventory.Datacenter) []string {
	return ids(items, func(d inventory.Datacenter) string { return d.ID })
}
