package inventory

import (
	"fmt"
	"testing"
)

// largeContract returns n volumes in 200 data centers and as many snapshots.
func largeContract(n int) ContractData {
	const datacenters = 200
	p := ContractData{ByDatacenter: map[string]DatacenterData{}}
	for d := range datacenters {
		id := fmt.Sprintf("dc-%03d", d)
		p.Datacenters = append(p.Datacenters, Datacenter{ID: id, Name: "Data center " + id, Location: "de/fra", Metadata: hoursAgo(d)})
		var in DatacenterData
		for i := range n / datacenters {
			vol := fmt.Sprintf("%s-v-%05d", id, i)
			in.Volumes = append(in.Volumes, Volume{
				ID: vol, DatacenterID: id, Name: "Web-" + vol, Type: "SSD", SizeGB: float64(i % 500), Metadata: hoursAgo(i),
			})
			p.Snapshots = append(p.Snapshots, &Snapshot{
				ID: "s-" + vol, Name: "nightly", SizeGB: 10, Metadata: hoursAgo(i % 900),
				Description: Marker{OperationID: "op-" + vol, VolumeID: vol}.Append("nightly"),
			})
		}
		p.ByDatacenter[id] = in
	}
	return p
}

func BenchmarkNewView_60000Objects(b *testing.B) {
	p := largeContract(30_000)
	b.ReportAllocs()
	for b.Loop() {
		JoinView(p, 1, noon, Progress{})
	}
}

func BenchmarkFindVolumes_30000(b *testing.B) {
	v := JoinView(largeContract(30_000), 1, noon, Progress{})
	for name, q := range map[string]VolumeQuery{
		"by name":     {Order: Order{By: "name"}},
		"by snapshot": {Order: Order{By: "snapshot", Desc: true}},
		"with text":   {Text: "00042"},
		"of one VDC":  {DatacenterID: "dc-042"},
	} {
		q.Paging = Paging{Limit: 100}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v.FindVolumes(q)
			}
		})
	}
}

func BenchmarkFindVolumes_UncachedSearchIn30000(b *testing.B) {
	v := JoinView(largeContract(30_000), 1, noon, Progress{})
	n := 0
	for b.Loop() {
		n++
		v.FindVolumes(VolumeQuery{Text: fmt.Sprintf("%05d", n), Order: Order{By: "name"}, Paging: Paging{Limit: 100}})
	}
}

func BenchmarkCutMarker(b *testing.B) {
	description := Marker{OperationID: "0198a7b2-0000-7000-8000-000000000000", VolumeID: "4f2c"}.Append("nightly")
	b.ReportAllocs()
	for b.Loop() {
		CutMarker(description)
	}
}
