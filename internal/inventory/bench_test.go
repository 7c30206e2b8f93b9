package inventory

import (
	"fmt"
	"testing"
)

// crowd is a contract with n volumes in 200 data centers and as many snapshots.
func crowd(n int) parts {
	const datacenters = 200
	p := parts{inside: map[string]inside{}}
	for d := range datacenters {
		id := fmt.Sprintf("dc-%03d", d)
		p.datacenters = append(p.datacenters, Datacenter{ID: id, Name: "Data center " + id, Location: "de/fra", Metadata: hoursAgo(d)})
		var in inside
		for i := range n / datacenters {
			vol := fmt.Sprintf("%s-v-%05d", id, i)
			in.volumes = append(in.volumes, Volume{
				ID: vol, DatacenterID: id, Name: "Web-" + vol, Type: "SSD", SizeGB: float64(i % 500), Metadata: hoursAgo(i),
			})
			p.snapshots = append(p.snapshots, Snapshot{
				ID: "s-" + vol, Name: "nightly", SizeGB: 10, Metadata: hoursAgo(i % 900),
				Description: Marker{OperationID: "op-" + vol, VolumeID: vol}.Append("nightly"),
			})
		}
		p.inside[id] = in
	}
	return p
}

func BenchmarkAViewOf60000Objects(b *testing.B) {
	p := crowd(30_000)
	b.ReportAllocs()
	for b.Loop() {
		newView(p, 1, noon, Progress{})
	}
}

func BenchmarkAPageOf30000Volumes(b *testing.B) {
	v := newView(crowd(30_000), 1, noon, Progress{})
	for name, q := range map[string]VolumeQuery{
		"by name":     {Order: Order{By: "name"}},
		"by snapshot": {Order: Order{By: "snapshot", Desc: true}},
		"with text":   {Text: "00042"},
		"of one VDC":  {DatacenterID: "dc-042"},
	} {
		q.Window = Window{Limit: 100}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v.FindVolumes(q)
			}
		})
	}
}

func BenchmarkASearchIn30000VolumesThatNobodyHasMadeBefore(b *testing.B) {
	v := newView(crowd(30_000), 1, noon, Progress{})
	n := 0
	for b.Loop() {
		n++
		v.FindVolumes(VolumeQuery{Text: fmt.Sprintf("%05d", n), Order: Order{By: "name"}, Window: Window{Limit: 100}})
	}
}

func BenchmarkCutMarker(b *testing.B) {
	description := Marker{OperationID: "0198a7b2-0000-7000-8000-000000000000", VolumeID: "4f2c"}.Append("nightly")
	b.ReportAllocs()
	for b.Loop() {
		CutMarker(description)
	}
}
