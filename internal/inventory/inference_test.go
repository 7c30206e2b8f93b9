package inventory

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// changing is a contract that changes item by item, with its request history.
type changing struct {
	contractData
	requests []Request
	made     int // items created
}

func newChanging() *changing {
	c := &changing{contractData: sampleContract()}
	c.labels = nil
	in := c.byDatacenter["dc-a"]
	in.volumes = append(in.volumes, Volume{ID: "v-odd", DatacenterID: "dc-a", Name: "[db] two", SizeGB: 10, Metadata: hoursAgo(600)})
	for i := range in.volumes {
		in.volumes[i].Metadata.CreatedDate = noon.AddDate(-1, 0, 0)
	}
	c.byDatacenter["dc-a"] = in
	for i, name := range []string{"db nightly", "Web", "golden", "x", "v-db", `y`} {
		s := Snapshot{ID: fmt.Sprint("u", i), Name: name, Location: "de/fra", SizeGB: []float64{100, 10, 50}[i%3], Metadata: hoursAgo(i / 2)}
		if i == 5 {
			s.Description = `Created from "Web" in Data Center "Prod"`
		}
		c.snapshots = append(c.snapshots, &s)
	}
	slices.SortFunc(c.snapshots, newestFirst)
	for i, vol := range []string{"v-db", "v-web", "v-db", "v-gone"} {
		c.requests = append(c.requests, c.request(i, "dc-a", vol))
	}
	c.requests[0].Targets = []Target{{ID: "u0", Type: "snapshot"}}
	return c
}

func (c *changing) request(i int, dc, vol string) Request {
	return Request{
		ID: fmt.Sprint("r", i), Method: "POST", URL: "/datacenters/" + dc + "/volumes/" + vol + "/create-snapshot",
		Body: `{"properties":{"name":"x"}}`, CreatedDate: noon.Add(-time.Duration(i) * time.Hour / 2), CreatedBy: "ops@example.com",
	}
}

func (c *changing) newID() string {
	c.made++
	return fmt.Sprint("new-", c.made)
}

// change draws one change.
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
		c.labels = slices.DeleteFunc(slices.Clone(c.labels), func(l Label) bool { return l.ResourceID == id })
		switch rapid.IntRange(0, 2).Draw(t, "label") {
		case 0:
			c.labels = append(c.labels, Label{ResourceID: id, Key: LabelSource, Value: SourceNone})
		case 1:
			c.labels = append(c.labels, Label{ResourceID: id, Key: LabelVolume, Value: rapid.SampledFrom([]string{"v-db", "v-web"}).Draw(t, "volume")})
		}
	default:
		c.datacenters = slices.Clone(c.datacenters)
		dc := &c.datacenters[rapid.IntRange(0, len(c.datacenters)-1).Draw(t, "dc")]
		dc.Name = rapid.SampledFrom([]string{"Prod", "stage", "other"}).Draw(t, "name")
		dc.Location = rapid.SampledFrom([]string{"de/fra", "de/txl"}).Draw(t, "location")
	}
}

func (c *changing) changeSnapshots(t *rapid.T) {
	items := dereference(c.snapshots)
	i := rapid.IntRange(-1, len(items)-1).Draw(t, "snapshot")
	switch {
	case i < 0:
		items = append(items, Snapshot{ID: c.newID(), Name: "x", Location: "de/fra", SizeGB: 10, Metadata: hoursAgo(rapid.IntRange(0, 2).Draw(t, "age"))})
	case rapid.Bool().Draw(t, "gone"):
		items = slices.Delete(items, i, i+1)
	default:
		items[i].Name = rapid.SampledFrom([]string{"x", "db", "Web 2026", "v-tmp", "[db] two", "attic"}).Draw(t, "name")
		items[i].SizeGB = rapid.SampledFrom([]float64{10, 50, 100}).Draw(t, "size")
		items[i].Metadata = hoursAgo(rapid.IntRange(0, 3).Draw(t, "age"))
	}
	known := snapshotList{all: c.snapshots}
	known.apply(items)
	c.snapshots = known.all
}

func (c *changing) changeVolumes(t *rapid.T) {
	id := rapid.SampledFrom([]string{"dc-a", "dc-b"}).Draw(t, "dc")
	in := c.byDatacenter[id]
	in.volumes = slices.Clone(in.volumes)
	i := rapid.IntRange(-1, len(in.volumes)-1).Draw(t, "volume")
	switch {
	case i < 0:
		for range rapid.SampledFrom([]int{1, fewVolumes}).Draw(t, "n") {
			in.volumes = append(in.volumes, Volume{ID: c.newID(), DatacenterID: id, Name: rapid.SampledFrom([]string{"golden", "db", ""}).Draw(t, "name"), SizeGB: 50, Metadata: hoursAgo(900)})
		}
	case rapid.Bool().Draw(t, "gone"):
		in.volumes = slices.Delete(in.volumes, i, i+1)
	default:
		in.volumes[i].Name = rapid.SampledFrom([]string{"db", "Web", "golden", "x", "[db] two"}).Draw(t, "name")
		in.volumes[i].SizeGB = rapid.SampledFrom([]float64{5, 10, 100}).Draw(t, "size")
		in.volumes[i].Metadata.State = rapid.SampledFrom([]State{StateAvailable, StateBusy}).Draw(t, "state")
	}
	c.byDatacenter = maps.Clone(c.byDatacenter)
	c.byDatacenter[id] = in
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
		c.requests[i].Targets = []Target{{ID: rapid.SampledFrom([]string{"u0", "u1", "u3", "gone"}).Draw(t, "target"), Type: "snapshot"}}
	}
	slices.SortStableFunc(c.requests, func(a, b Request) int { return a.CreatedDate.Compare(b.CreatedDate) })
}

// TestInferrer_IncrementalMatchesFresh proves that inferring only what changed gives the same result.
func TestInferrer_IncrementalMatchesFresh(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := newChanging()
		view := newView(c.contractData, 1, noon, Progress{})
		got := newInference(view, c.requests)
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			for range rapid.IntRange(1, 3).Draw(t, "changes") {
				c.change(t)
			}
			slices.SortFunc(c.datacenters, func(a, b Datacenter) int { return byName(a.Name, b.Name, a.ID, b.ID) })
			view = nextView(view, c.contractData, 2, noon, Progress{})
			got, _ = got.next(view, c.requests)
			want := newInference(view, c.requests)
			require.Equal(t, want.findings, got.findings)
			require.Equal(t, want.attributed, got.attributed)
			require.Equal(t, want.candidates, got.candidates)
		}
	})
}
