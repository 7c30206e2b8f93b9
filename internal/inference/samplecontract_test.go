package inference

import (
	"fmt"
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

// sampleContract has volumes and snapshots in two locations, one of which carries its source.
func sampleContract() inventory.ContractData {
	lost := hoursAgo(500)
	lost.CreatedBy = "amy@example.com"
	return inventory.ContractData{
		Datacenters: []inventory.Datacenter{
			{ID: "dc-b", Name: "stage", Location: "de/txl", Metadata: hoursAgo(9)}, {ID: "dc-a", Name: "Prod", Location: "de/fra", Metadata: hoursAgo(99)},
		},
		ByDatacenter: map[string]inventory.DatacenterData{
			"dc-a": {Volumes: []inventory.Volume{
				{ID: "v-db", DatacenterID: "dc-a", Name: "db", Type: "SSD", SizeGB: 100, Metadata: hoursAgo(5)},
				{ID: "v-web", DatacenterID: "dc-a", Name: "Web", Type: "HDD", SizeGB: 10, Metadata: hoursAgo(7)},
			}},
			"dc-b": {Volumes: []inventory.Volume{{ID: "v-tmp", DatacenterID: "dc-b", Name: "attic", Type: "HDD", SizeGB: 50, Metadata: hoursAgo(1)}}},
		},
		Snapshots: []*inventory.Snapshot{
			{ID: "sn-old", Name: "before upgrade", Location: "de/fra", SizeGB: 100, Metadata: hoursAgo(48),
				Description: inventory.Marker{OperationID: "op-1", VolumeID: "v-db"}.Append("ticket 7")},
			{ID: "sn-new", Name: "Nightly", Location: "de/fra", SizeGB: 10, Metadata: hoursAgo(2)},
			{ID: "sn-bad", Name: "broken", Location: "de/fra", SizeGB: 10, Metadata: hoursAgo(1)},
			{ID: "sn-lost", Name: "golden", Location: "de/txl", SizeGB: 7.5, Metadata: lost},
		},
	}
}

// contractOfVolumes returns a contract with some data centers of some volumes each.
func contractOfVolumes(datacenters, volumes int) inventory.ContractData {
	p := inventory.ContractData{ByDatacenter: map[string]inventory.DatacenterData{}}
	for d := range datacenters {
		id := fmt.Sprintf("dc-%03d", d)
		p.Datacenters = append(p.Datacenters, inventory.Datacenter{ID: id, Name: "Data center " + id, Location: "de/fra", Metadata: hoursAgo(d)})
		var in inventory.DatacenterData
		for i := range volumes {
			vol := fmt.Sprintf("%s-v-%05d", id, i)
			in.Volumes = append(in.Volumes, inventory.Volume{
				ID: vol, DatacenterID: id, Name: "Web-" + vol, Type: "SSD", SizeGB: float64(i % 500), Metadata: hoursAgo(i),
			})
		}
		p.ByDatacenter[id] = in
	}
	return p
}

func snapshotIDs(items []inventory.Snapshot) []string {
	ids := make([]string, 0, len(items))
	for _, s := range items {
		ids = append(ids, s.ID)
	}
	return ids
}
