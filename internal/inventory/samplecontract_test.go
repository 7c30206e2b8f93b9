package inventory

import (
	"time"
)

// noon is the current time of the sample contract.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// hoursAgo returns the metadata of an available resource that was created some hours before noon.
func hoursAgo(h int) Metadata {
	at := noon.Add(-time.Duration(h) * time.Hour)
	return Metadata{State: StateAvailable, CreatedDate: at, LastModifiedDate: at, CreatedBy: "ops@example.com"}
}

func withState(s State, m Metadata) Metadata {
	m.State = s
	return m
}

// sampleContract returns a small contract with one item for each case of a query.
func sampleContract() ContractData {
	return ContractData{
		Contract:  Contract{Number: 31},
		Locations: []Location{{ID: "de/fra", Name: "Frankfurt"}, {ID: "de/txl", Name: "Berlin"}},
		Datacenters: []Datacenter{
			{ID: "dc-b", Name: "stage", Location: "de/txl", Metadata: withState(StateBusy, hoursAgo(9))},
			{ID: "dc-a", Name: "Prod", Location: "de/fra", Metadata: hoursAgo(99)},
		},
		ByDatacenter: map[string]DatacenterData{
			"dc-a": {
				Volumes: []Volume{
					{ID: "v-db", DatacenterID: "dc-a", Name: "db", Type: "SSD", SizeGB: 100, LicenceType: "LINUX", Metadata: hoursAgo(5)},
					{ID: "v-web", DatacenterID: "dc-a", Name: "Web", Type: "HDD", SizeGB: 10, LicenceType: "WINDOWS", Metadata: withState(StateBusy, hoursAgo(7))},
				},
				Servers: []Server{
					{ID: "s-1", DatacenterID: "dc-a", Name: "app", VolumeIDs: []string{"v-web"}},
					{ID: "s-2", DatacenterID: "dc-a", Name: "base", VolumeIDs: []string{"v-db"}},
				},
			},
			"dc-b": {Volumes: []Volume{
				{ID: "v-tmp", DatacenterID: "dc-b", Name: "attic", Type: "HDD", SizeGB: 50, LicenceType: "OTHER", Metadata: hoursAgo(1)},
			}},
		},
		Snapshots: []*Snapshot{
			{ID: "sn-old", Name: "before upgrade", Location: "de/fra", SizeGB: 100, LicenceType: "LINUX", Metadata: hoursAgo(48),
				Description: Marker{OperationID: "op-1", VolumeID: "v-db"}.Append("ticket 7")},
			{ID: "sn-new", Name: "Nightly", Location: "de/fra", SizeGB: 10, LicenceType: "WINDOWS", Metadata: hoursAgo(2)},
			{ID: "sn-bad", Name: "broken", Location: "de/fra", SizeGB: 10, Metadata: withState(StateFailed, hoursAgo(1))},
			{ID: "sn-lost", Name: "golden", Location: "de/txl", SizeGB: 7.5, LicenceType: "OTHER",
				Metadata: Metadata{State: StateAvailable, CreatedDate: noon.Add(-time.Hour * 500), CreatedBy: "amy@example.com"}},
		},
		Labels: []Label{
			{ResourceType: "snapshot", ResourceID: "sn-new", Key: LabelVolume, Value: "v-web"},
			{ResourceType: "snapshot", ResourceID: "sn-bad", Key: LabelVolume, Value: "v-web"},
			{ResourceType: "snapshot", ResourceID: "sn-old", Key: "keep", Value: "yes"},
			{ResourceType: "volume", ResourceID: "v-db", Key: "tier", Value: "gold"},
		},
		Requests: []Request{
			{ID: "r-2", Method: "POST", URL: "https://x/datacenters/dc-b/volumes", Status: RequestQueued, CreatedDate: noon},
			{ID: "r-1", Method: "PUT", URL: "https://x/datacenters/dc-b/volumes/v-tmp", Status: RequestRunning, CreatedDate: noon.Add(-time.Minute)},
			{ID: "r-3", Method: "DELETE", URL: "https://x/snapshots/sn-old", Status: RequestQueued, CreatedDate: noon},
		},
		Warnings: map[string][]Warning{
			string(ResourceSnapshots): {{Resource: "snapshot", ID: "sn-x", Text: "has no size"}},
			string(ResourceLabels):    {{Resource: "label", ID: "l-x", Text: "has no key"}},
		},
	}
}

func sampleView() *View { return JoinView(sampleContract(), 1, noon, Progress{}) }

func ids[T any](items []T, id func(T) string) []string {
	out := make([]string, 0, len(items))
	for _, item := range items {
		out = append(out, id(item))
	}
	return out
}

func volumeIDs(items []Volume) []string { return ids(items, func(v Volume) string { return v.ID }) }

func snapshotIDs(items []Snapshot) []string {
	return ids(items, func(s Snapshot) string { return s.ID })
}

func serverIDs(items []Server) []string { return ids(items, func(s Server) string { return s.ID }) }

func requestIDs(items []Request) []string { return ids(items, func(r Request) string { return r.ID }) }

func datacenterIDs(items []Datacenter) []string {
	return ids(items, func(d Datacenter) string { return d.ID })
}
