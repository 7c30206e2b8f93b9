package inference

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

// changing is a contract that changes item by item, with its request history.
type changing struct {
	inventory.ContractData
	requests []inventory.Request
	made     int // items created
}

func newChanging() *changing {
	c := &changing{ContractData: sampleContract()}
	c.Labels = nil
	in := c.ByDatacenter["dc-a"]
	in.Volumes = append(in.Volumes, inventory.Volume{ID: "v-odd", DatacenterID: "dc-a", Name: "[db] two", SizeGB: 10, Metadata: hoursAgo(600)})
	for i := range in.Volumes {
		in.Volumes[i].Metadata.CreatedDate = noon.AddDate(-1, 0, 0)
	}
	c.ByDatacenter["dc-a"] = in
	for i, name := range []string{"db nightly", "Web", "golden", "x", "v-db", `y`} {
		s := inventory.Snapshot{ID: fmt.Sprint("u", i), Name: name, Location: "de/fra", SizeGB: []float64{100, 10, 50}[i%3], Metadata: hoursAgo(i / 2)}
		if i == 5 {
			s.Description = `Created from "Web" in Data Center "Prod"`
		}
		c.Snapshots = append(c.Snapshots, &s)
	}
	slices.SortFunc(c.Snapshots, inventory.NewestFirst)
	for i, vol := range []string{"v-db", "v-web", "v-db", "v-gone"} {
		c.requests = append(c.requests, c.request(i, "dc-a", vol))
	}
	c.requests[0].Targets = []inventory.Target{{ID: "u0", Type: "snapshot"}}
	return c
}

func (c *changing) request(i int, dc, vol string) inventory.Request {
	return inventory.Request{
		ID: fmt.Sprint("r", i), Method: "POST", URL: "/datacenters/" + dc + "/volumes/" + vol + "/create-snapshot",
		Body: `{"properties":{"name":"x"}}`, CreatedDate: noon.Add(-time.Duration(i) * time.Hour / 2), CreatedBy: "ops@example.com",
	}
}

func (c *changing) newID() string {
	c.made++
	return fmt.Sprint("new-", c.made)
}

// change draws and applies one change.
func (c *changing) change(t *rapid.T) {
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0, 1:
		c.changeSnapshots(t)
	case 2, 3:
		c.changeVolumes(t)
	case 4:
		c.changeRequests(t)
	case 5:
		id := rapid.SampledFrom([]string{"u0", "u1", "u2", "sn-lost"}).Draw(t, "labelled")
		c.Labels = slices.DeleteFunc(slices.Clone(c.Labels), func(l inventory.Label) bool { return l.ResourceID == id })
		switch rapid.IntRange(0, 2).Draw(t, "label") {
		case 0:
			c.Labels = append(c.Labels, inventory.Label{ResourceID: id, Key: inventory.LabelSource, Value: inventory.SourceNone})
		case 1:
			c.Labels = append(c.Labels, inventory.Label{ResourceID: id, Key: inventory.LabelVolume, Value: rapid.SampledFrom([]string{"v-db", "v-web"}).Draw(t, "volume")})
		}
	default:
		c.Datacenters = slices.Clone(c.Datacenters)
		dc := &c.Datacenters[rapid.IntRange(0, len(c.Datacenters)-1).Draw(t, "dc")]
		dc.Name = rapid.SampledFrom([]string{"Prod", "stage", "other"}).Draw(t, "name")
		dc.Location = rapid.SampledFrom([]string{"de/fra", "de/txl"}).Draw(t, "location")
	}
}

func (c *changing) changeSnapshots(t *rapid.T) {
	items := inventory.Dereference(c.Snapshots)
	i := rapid.IntRange(-1, len(items)-1).Draw(t, "snapshot")
	switch {
	case i < 0:
		items = append(items, inventory.Snapshot{ID: c.newID(), Name: "x", Location: "de/fra", SizeGB: 10, Metadata: hoursAgo(rapid.IntRange(0, 2).Draw(t, "age"))})
	case rapid.Bool().Draw(t, "gone"):
		items = slices.Delete(items, i, i+1)
	default:
		items[i].Name = rapid.SampledFrom([]string{"x", "db", "Web 2026", "v-tmp", "[db] two", "attic"}).Draw(t, "name")
		items[i].SizeGB = rapid.SampledFrom([]float64{10, 50, 100}).Draw(t, "size")
		items[i].Metadata = hoursAgo(rapid.IntRange(0, 3).Draw(t, "age"))
	}
	known := inventory.SnapshotList{All: c.Snapshots}
	known.Apply(items)
	c.Snapshots = known.All
}

func (c *changing) changeVolumes(t *rapid.T) {
	id := rapid.SampledFrom([]string{"dc-a", "dc-b"}).Draw(t, "dc")
	in := c.ByDatacenter[id]
	in.Volumes = slices.Clone(in.Volumes)
	i := rapid.IntRange(-1, len(in.Volumes)-1).Draw(t, "volume")
	switch {
	case i < 0:
		for range rapid.SampledFrom([]int{1, fewVolumes}).Draw(t, "n") {
			in.Volumes = append(in.Volumes, inventory.Volume{ID: c.newID(), DatacenterID: id, Name: rapid.SampledFrom([]string{"golden", "db", ""}).Draw(t, "name"), SizeGB: 50, Metadata: hoursAgo(900)})
		}
	case rapid.Bool().Draw(t, "gone"):
		in.Volumes = slices.Delete(in.Volumes, i, i+1)
	default:
		in.Volumes[i].Name = rapid.SampledFrom([]string{"db", "Web", "golden", "x", "[db] two"}).Draw(t, "name")
		in.Volumes[i].SizeGB = rapid.SampledFrom([]float64{5, 10, 100}).Draw(t, "size")
		in.Volumes[i].Metadata.State = rapid.SampledFrom([]inventory.State{inventory.StateAvailable, inventory.StateBusy}).Draw(t, "state")
	}
	c.ByDatacenter = maps.Clone(c.ByDatacenter)
	c.ByDatacenter[id] = in
}

func (c *changing) changeRequests(t *rapid.T) {
	c.requests = slices.Clone(c.requests)
	i := rapid.IntRange(-1, len(c.requests)-1).Draw(t, "request")
	if i < 0 {
		vol := rapid.SampledFrom([]string{"v-db", "v-web", "v-tmp"}).Draw(t, "volume")
		c.requests = append(c.requests, c.request(len(c.requests), "dc-a", vol))
		i = len(c.requests) - 1
		c.requests[i].CreatedDate = noon.Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "age")) * time.Hour)
	}
	c.requests[i].Targets = nil
	if rapid.Bool().Draw(t, "names") {
		c.requests[i].Targets = []inventory.Target{{ID: rapid.SampledFrom([]string{"u0", "u1", "u3", "gone"}).Draw(t, "target"), Type: "snapshot"}}
	}
	slices.SortStableFunc(c.requests, func(a, b inventory.Request) int { return a.CreatedDate.Compare(b.CreatedDate) })
}

// TestInferred_IncrementalMatchesFresh proves that inferring only what changed gives the same result.
func TestInferred_IncrementalMatchesFresh(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := newChanging()
		view := inventory.JoinView(c.ContractData, 1, noon, inventory.Progress{})
		got := newInferred(view, c.requests)
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			for range rapid.IntRange(1, 3).Draw(t, "changes") {
				c.change(t)
			}
			slices.SortFunc(c.Datacenters, func(a, b inventory.Datacenter) int { return inventory.ByName(a.Name, b.Name, a.ID, b.ID) })
			view = inventory.NextView(view, c.ContractData, 2, noon, inventory.Progress{})
			got, _ = got.next(view, c.requests)
			want := newInferred(view, c.requests)
			require.Equal(t, want.findings, got.findings)
			require.Equal(t, withoutEvidence(want.candidates), withoutEvidence(got.candidates))
		}
	})
}

// withoutEvidence drops the sentences, which are made on demand and are compared with the findings.
func withoutEvidence(x *candidateIndex) candidateIndex {
	bare := *x
	bare.evidence = evidenceCache{}
	return bare
}
