package inference

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"snapdeck/internal/inventory"
)

// unlabelled returns a contract with 10,000 volumes whose snapshots do not carry their source. Every other one
// has a request.
func unlabelled(snapshots int) (inventory.ContractData, []inventory.Request) {
	const datacenters, volumes = 200, 50
	p := contractOfVolumes(datacenters, volumes)
	var requests []inventory.Request
	for i := range snapshots {
		dc := fmt.Sprintf("dc-%03d", i%datacenters)
		vol := fmt.Sprintf("%s-v-%05d", dc, (i/datacenters)%volumes)
		made := hoursAgo(0)
		made.CreatedDate = noon.Add(-time.Duration(i) * time.Minute)
		s := &inventory.Snapshot{ID: fmt.Sprintf("sn-%06d", i), Location: "de/fra", SizeGB: float64(i % 500), Metadata: made}
		s.Name = []string{"Web-" + vol + " before upgrade", "nightly", "backup-2026-01-02", "tf-Web-" + vol}[i%4]
		if i%4 == 1 {
			s.Description = `Created from "Web-` + vol + `" in Data Center "Data center ` + dc + `"`
		}
		p.Snapshots = append(p.Snapshots, s)
		if i%2 == 0 {
			requests = append(requests, inventory.Request{
				ID: fmt.Sprintf("r-%06d", i), Method: "POST", URL: "/datacenters/" + dc + "/volumes/" + vol + "/create-snapshot?depth=0",
				Body: `{"properties":{"name":"` + s.Name + `"}}`, CreatedDate: made.CreatedDate, UserAgent: "ionosctl/v6.10.2",
				Targets: []inventory.Target{{ID: s.ID, Type: "snapshot"}},
			})
		}
	}
	return p, requests
}

// BenchmarkInfer_50000Snapshots infers all sources, and those affected by one change.
func BenchmarkInfer_50000Snapshots(b *testing.B) {
	p, requests := unlabelled(50_000)
	first := inventory.JoinView(p, 1, noon, inventory.Progress{})
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			newInferred(first, requests)
		}
	})
	known := newInferred(first, requests)
	for name, change := range map[string]func(p *inventory.ContractData, requests *[]inventory.Request){
		"nothing": func(*inventory.ContractData, *[]inventory.Request) {},
		"a snapshot renamed": func(p *inventory.ContractData, _ *[]inventory.Request) {
			edit(p, func(s []inventory.Snapshot) []inventory.Snapshot { s[7].Name = "renamed"; return s })
		},
		"a snapshot came": func(p *inventory.ContractData, _ *[]inventory.Request) {
			edit(p, func(s []inventory.Snapshot) []inventory.Snapshot {
				return append(s, inventory.Snapshot{ID: "new", Metadata: hoursAgo(0)})
			})
		},
		"a volume was busy": func(p *inventory.ContractData, _ *[]inventory.Request) {
			changeVolume(p, func(v *inventory.Volume) { v.Metadata.State = inventory.StateBusy })
		},
		"a volume renamed": func(p *inventory.ContractData, _ *[]inventory.Request) {
			changeVolume(p, func(v *inventory.Volume) { v.Name = "renamed" })
		},
		"a labelled snapshot": func(p *inventory.ContractData, _ *[]inventory.Request) {
			p.Labels = []inventory.Label{{ResourceID: "sn-000100", Key: inventory.LabelVolume, Value: "x"}}
		},
		"requests read again": func(_ *inventory.ContractData, requests *[]inventory.Request) { *requests = slices.Clone(*requests) },
	} {
		q, r := p, requests
		change(&q, &r)
		view := inventory.NextView(first, q, 2, noon, inventory.Progress{})
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				known.next(view, r)
			}
		})
	}
}

func edit(p *inventory.ContractData, f func([]inventory.Snapshot) []inventory.Snapshot) {
	known := inventory.SnapshotList{All: slices.SortedFunc(slices.Values(p.Snapshots), inventory.NewestFirst)}
	known.Apply(f(inventory.Dereference(p.Snapshots)))
	p.Snapshots = known.All
}

func changeVolume(p *inventory.ContractData, f func(*inventory.Volume)) {
	in := p.ByDatacenter["dc-042"]
	in.Volumes = slices.Clone(in.Volumes)
	f(&in.Volumes[3])
	p.ByDatacenter = maps.Clone(p.ByDatacenter)
	p.ByDatacenter["dc-042"] = in
}
