package inventory

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
)

// unlabelled is a contract with 10,000 volumes whose snapshots do not carry their source. Every other one has a
// request.
func unlabelled(snapshots int) (ContractData, []Request) {
	const datacenters, volumes = 200, 50
	p := largeContract(datacenters * volumes)
	p.Snapshots = nil
	var requests []Request
	for i := range snapshots {
		dc := fmt.Sprintf("dc-%03d", i%datacenters)
		vol := fmt.Sprintf("%s-v-%05d", dc, (i/datacenters)%volumes)
		made := hoursAgo(0)
		made.CreatedDate = noon.Add(-time.Duration(i) * time.Minute)
		s := &Snapshot{ID: fmt.Sprintf("sn-%06d", i), Location: "de/fra", SizeGB: float64(i % 500), Metadata: made}
		s.Name = []string{"Web-" + vol + " before upgrade", "nightly", "backup-2026-01-02", "tf-Web-" + vol}[i%4]
		if i%4 == 1 {
			s.Description = `Created from "Web-` + vol + `" in Data Center "Data center ` + dc + `"`
		}
		p.Snapshots = append(p.Snapshots, s)
		if i%2 == 0 {
			requests = append(requests, Request{
				ID: fmt.Sprintf("r-%06d", i), Method: "POST", URL: "/datacenters/" + dc + "/volumes/" + vol + "/create-snapshot?depth=0",
				Body: `{"properties":{"name":"` + s.Name + `"}}`, CreatedDate: made.CreatedDate, UserAgent: "ionosctl/v6.10.2",
				Targets: []Target{{ID: s.ID, Type: "snapshot"}},
			})
		}
	}
	return p, requests
}

// BenchmarkInfer_50000Snapshots infers all sources, and those affected by one change.
func BenchmarkInfer_50000Snapshots(b *testing.B) {
	p, requests := unlabelled(50_000)
	first := JoinView(p, 1, noon, Progress{})
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			newInferred(first, requests)
		}
	})
	known := newInferred(first, requests)
	for name, change := range map[string]func(p *ContractData, requests *[]Request){
		"nothing": func(*ContractData, *[]Request) {},
		"a snapshot renamed": func(p *ContractData, _ *[]Request) {
			edit(p, func(s []Snapshot) []Snapshot { s[7].Name = "renamed"; return s })
		},
		"a snapshot came": func(p *ContractData, _ *[]Request) {
			edit(p, func(s []Snapshot) []Snapshot {
				return append(s, Snapshot{ID: "new", Metadata: hoursAgo(0)})
			})
		},
		"a volume was busy": func(p *ContractData, _ *[]Request) {
			changeVolume(p, func(v *Volume) { v.Metadata.State = StateBusy })
		},
		"a volume renamed": func(p *ContractData, _ *[]Request) {
			changeVolume(p, func(v *Volume) { v.Name = "renamed" })
		},
		"a labelled snapshot": func(p *ContractData, _ *[]Request) {
			p.Labels = []Label{{ResourceID: "sn-000100", Key: LabelVolume, Value: "x"}}
		},
		"requests read again": func(_ *ContractData, requests *[]Request) { *requests = slices.Clone(*requests) },
	} {
		q, r := p, requests
		change(&q, &r)
		view := NextView(first, q, 2, noon, Progress{})
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				known.next(view, r)
			}
		})
	}
}

func edit(p *ContractData, f func([]Snapshot) []Snapshot) {
	known := SnapshotList{All: slices.SortedFunc(slices.Values(p.Snapshots), NewestFirst)}
	known.Apply(f(Dereference(p.Snapshots)))
	p.Snapshots = known.All
}

func changeVolume(p *ContractData, f func(*Volume)) {
	in := p.ByDatacenter["dc-042"]
	in.Volumes = slices.Clone(in.Volumes)
	f(&in.Volumes[3])
	p.ByDatacenter = maps.Clone(p.ByDatacenter)
	p.ByDatacenter["dc-042"] = in
}
