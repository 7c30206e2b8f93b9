package polling

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"snapdeck/internal/inventory"
)

// largeContract returns n volumes in 200 data centers and as many snapshots.
func largeContract(n int) inventory.ContractData {
	const datacenters = 200
	p := inventory.ContractData{ByDatacenter: map[string]inventory.DatacenterData{}}
	for d := range datacenters {
		id := fmt.Sprintf("dc-%03d", d)
		p.Datacenters = append(p.Datacenters, inventory.Datacenter{ID: id, Name: "Data center " + id, Location: "de/fra", Metadata: hoursAgo(d)})
		var in inventory.DatacenterData
		for i := range n / datacenters {
			vol := fmt.Sprintf("%s-v-%05d", id, i)
			in.Volumes = append(in.Volumes, inventory.Volume{
				ID: vol, DatacenterID: id, Name: "Web-" + vol, Type: "SSD", SizeGB: float64(i % 500), Metadata: hoursAgo(i),
			})
			p.Snapshots = append(p.Snapshots, &inventory.Snapshot{
				ID: "s-" + vol, Name: "nightly", SizeGB: 10, Metadata: hoursAgo(i % 900),
				Description: inventory.Marker{OperationID: "op-" + vol, VolumeID: vol}.Append("nightly"),
			})
		}
		p.ByDatacenter[id] = in
	}
	return p
}

// BenchmarkMirror_OneChangeIn50000Snapshots applies a listing of all snapshots in the order of the API, which
// differs from the view's.
func BenchmarkMirror_OneChangeIn50000Snapshots(b *testing.B) {
	for name, change := range map[string]func(n int, items []inventory.Snapshot) []inventory.Snapshot{
		"none": func(_ int, items []inventory.Snapshot) []inventory.Snapshot { return items },
		"one renamed": func(n int, items []inventory.Snapshot) []inventory.Snapshot {
			items[n%len(items)].Name = fmt.Sprint("renamed ", n)
			return items
		},
		"one made": func(n int, items []inventory.Snapshot) []inventory.Snapshot {
			return append(items, inventory.Snapshot{ID: fmt.Sprint("made ", n), Metadata: hoursAgo(-n)})
		},
		"one gone": func(n int, items []inventory.Snapshot) []inventory.Snapshot {
			return slices.Delete(items, n%len(items), n%len(items)+1)
		},
	} {
		b.Run(name, func(b *testing.B) {
			p := largeContract(50_000)
			m := New(nil, Intervals{}, Demand{}, time.Now, slog.New(slog.DiscardHandler))
			m.data = p
			m.data.Warnings = map[string][]inventory.Warning{}
			reading := valuesOf(p.Snapshots)
			rand.New(rand.NewPCG(1, 1)).Shuffle(len(reading), func(i, j int) { reading[i], reading[j] = reading[j], reading[i] })
			m.applySnapshots(inventory.Listing[inventory.Snapshot]{Items: slices.Clone(reading)})
			m.publish()
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				n++
				items := change(n, slices.Clone(reading))
				b.StartTimer()
				if m.applySnapshots(inventory.Listing[inventory.Snapshot]{Items: items}) {
					m.publish()
				}
			}
		})
	}
}
