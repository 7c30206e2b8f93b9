package inventory

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// largeContract has n volumes in 200 data centers and as many snapshots.
func largeContract(n int) contractData {
	const datacenters = 200
	p := contractData{byDatacenter: map[string]datacenterData{}}
	for d := range datacenters {
		id := fmt.Sprintf("dc-%03d", d)
		p.datacenters = append(p.datacenters, Datacenter{ID: id, Name: "Data center " + id, Location: "de/fra", Metadata: hoursAgo(d)})
		var in datacenterData
		for i := range n / datacenters {
			vol := fmt.Sprintf("%s-v-%05d", id, i)
			in.volumes = append(in.volumes, Volume{
				ID: vol, DatacenterID: id, Name: "Web-" + vol, Type: "SSD", SizeGB: float64(i % 500), Metadata: hoursAgo(i),
			})
			p.snapshots = append(p.snapshots, &Snapshot{
				ID: "s-" + vol, Name: "nightly", SizeGB: 10, Metadata: hoursAgo(i % 900),
				Description: Marker{OperationID: "op-" + vol, VolumeID: vol}.Append("nightly"),
			})
		}
		p.byDatacenter[id] = in
	}
	return p
}

func BenchmarkNewView_60000Objects(b *testing.B) {
	p := largeContract(30_000)
	b.ReportAllocs()
	for b.Loop() {
		newView(p, 1, noon, Progress{})
	}
}

func BenchmarkFindVolumes_30000(b *testing.B) {
	v := newView(largeContract(30_000), 1, noon, Progress{})
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
	v := newView(largeContract(30_000), 1, noon, Progress{})
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

// BenchmarkMirror_OneChangeIn50000Snapshots applies a listing of all snapshots in the order of the API, which
// differs from the view's.
func BenchmarkMirror_OneChangeIn50000Snapshots(b *testing.B) {
	for name, change := range map[string]func(n int, items []Snapshot) []Snapshot{
		"none": func(_ int, items []Snapshot) []Snapshot { return items },
		"one renamed": func(n int, items []Snapshot) []Snapshot {
			items[n%len(items)].Name = fmt.Sprint("renamed ", n)
			return items
		},
		"one made": func(n int, items []Snapshot) []Snapshot {
			return append(items, Snapshot{ID: fmt.Sprint("made ", n), Metadata: hoursAgo(-n)})
		},
		"one gone": func(n int, items []Snapshot) []Snapshot { return slices.Delete(items, n%len(items), n%len(items)+1) },
	} {
		b.Run(name, func(b *testing.B) {
			p := largeContract(50_000)
			m := NewMirror(nil, Intervals{}, Demand{}, time.Now, slog.New(slog.DiscardHandler))
			m.data = p
			m.data.warnings = map[string][]Warning{}
			reading := dereference(p.snapshots)
			rand.New(rand.NewPCG(1, 1)).Shuffle(len(reading), func(i, j int) { reading[i], reading[j] = reading[j], reading[i] })
			m.applySnapshots(Listing[Snapshot]{Items: slices.Clone(reading)})
			m.publish()
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				n++
				items := change(n, slices.Clone(reading))
				b.StartTimer()
				if m.applySnapshots(Listing[Snapshot]{Items: items}) {
					m.publish()
				}
			}
		})
	}
}
