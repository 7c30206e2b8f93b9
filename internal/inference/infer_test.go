package inference

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// inferenceCase is a contract of two data centers in one location and a third in another.
type inferenceCase struct {
	inventory.Listings
	requests []inventory.Request
}

func inferenceTime() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func newInferenceCase() *inferenceCase {
	return &inferenceCase{Listings: inventory.Listings{Datacenters: []inventory.Datacenter{
		{ID: "d1", Name: "web", Location: "de/fra"}, {ID: "d2", Name: "db", Location: "de/fra"}, {ID: "d3", Name: "far", Location: "de/txl"},
	}}}
}

func (g *inferenceCase) volume(dc, id, name string, gb float64) {
	g.Volumes = append(g.Volumes, inventory.Volume{ID: id, DatacenterID: dc, Name: name, SizeGB: gb, Metadata: inventory.Metadata{CreatedDate: inferenceTime().AddDate(-1, 0, 0)}})
}

func (g *inferenceCase) snapshot(id, name, description string, gb float64) {
	g.Snapshots = append(g.Snapshots, inventory.Snapshot{
		ID: id, Name: name, Description: description, SizeGB: gb, Location: "de/fra", Metadata: inventory.Metadata{CreatedDate: inferenceTime(), CreatedBy: "ops@example.com"},
	})
}

// request adds a create-snapshot request, dated some time after the snapshots.
func (g *inferenceCase) request(dc, vol, body string, late time.Duration, targets ...inventory.Target) {
	g.requests = append(g.requests, inventory.Request{
		ID: fmt.Sprint("r", len(g.requests)), Method: "POST", Body: body, CreatedDate: inferenceTime().Add(late), CreatedBy: "ops@example.com", Targets: targets,
		URL: "https://api.example.com/cloudapi/v6/datacenters/" + dc + "/volumes/" + vol + "/create-snapshot?depth=0",
	})
}

func (g *inferenceCase) infer(t *testing.T, id string) inventory.Inference {
	t.Helper()
	for _, found := range Infer(inventory.NewView(g.Listings, inferenceTime()), g.requests).Inferences() {
		if found.Snapshot.ID == id {
			return found
		}
	}
	t.Fatalf("nothing is inferred of %s", id)
	return inventory.Inference{}
}

// The evidence must not compare 0 GB, and an unknown size contradicts nothing.
func TestInfer_UnknownSizesAreNotZero(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(g *inferenceCase)
		want inventory.Confidence
	}{
		"of neither":                {func(g *inferenceCase) { g.volume("d1", "v", "other", 0); g.snapshot("s", "x", "", 0) }, inventory.Possible},
		"of neither, with the name": {func(g *inferenceCase) { g.volume("d1", "v", "web-01", 0); g.snapshot("s", "web-01", "", 0) }, inventory.Likely},
		"not of the snapshot":       {func(g *inferenceCase) { g.volume("d1", "v", "web-01", 10); g.snapshot("s", "web-01", "", 0) }, inventory.Possible},
		"not of the requested volume": {func(g *inferenceCase) {
			g.volume("d1", "v", "other", 0)
			g.snapshot("s", "x", "", 10)
			g.request("d1", "v", "", 0, inventory.Target{ID: "s", Type: "snapshot"})
		}, inventory.Certain},
	} {
		g := newInferenceCase()
		c.make(g)
		got := g.infer(t, "s")
		require.Equal(t, c.want, got.Confidence, name)
		require.Len(t, got.Candidates, 1, name)
		require.NotContains(t, fmt.Sprint(got.Candidates[0].Evidence, got.CounterEvidence), "0 GB", name)
	}
}

func TestInfer_Table(t *testing.T) {
	t.Parallel()
	ours := inventory.Target{ID: "s", Type: "snapshot"}
	cases := map[string]struct {
		make       func(g *inferenceCase)
		confidence inventory.Confidence
		names      []string
	}{
		"a request names the snapshot": {func(g *inferenceCase) {
			g.snapshot("s", "whatever", "", 10)
			g.request("d1", "v1", "", 0, ours)
		}, inventory.Certain, []string{"v1"}},
		"a request names the snapshot, whose volume is deleted": {func(g *inferenceCase) {
			g.snapshot("s", "db-01", "", 10)
			g.volume("d1", "v2", "db-01", 10)
			g.request("d1", "gone", "", 0, ours)
		}, inventory.Certain, []string{"gone"}},
		"requests for two volumes name it": {func(g *inferenceCase) {
			g.snapshot("s", "x", "", 10)
			g.request("d1", "v1", "", 0, ours)
			g.request("d1", "v2", "", 0, ours)
		}, inventory.Possible, []string{"v1", "v2"}},
		"a request from another location names it": {func(g *inferenceCase) {
			g.snapshot("s", "x", "", 10)
			g.request("d3", "v3", "", 0, ours)
		}, inventory.Possible, []string{"v3"}},
		"a request for a smaller volume names it": {func(g *inferenceCase) {
			g.volume("d1", "v1", "a", 5)
			g.snapshot("s", "x", "", 10)
			g.request("d1", "v1", "", 0, ours)
		}, inventory.Possible, []string{"v1"}},
		"a request without targets has its name and its time": {func(g *inferenceCase) {
			g.snapshot("s", "night", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"night"}}`, -time.Second)
			g.request("d1", "v2", `{"properties":{"name":"other"}}`, 0)
		}, inventory.Likely, []string{"v1"}},
		"a request of an old client has its name": {func(g *inferenceCase) {
			g.snapshot("s", "a b", "", 10)
			g.request("d1", "v1", "name=a+b&licenceType=LINUX", 0)
		}, inventory.Likely, []string{"v1"}},
		"requests for two volumes have its name and its time": {func(g *inferenceCase) {
			g.snapshot("s", "night", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"night"}}`, 0)
			g.request("d1", "v2", `{"properties":{"name":"night"}}`, 0)
		}, inventory.Possible, []string{"v1", "v2"}},
		"one request for two snapshots": {func(g *inferenceCase) {
			g.snapshot("s", "night", "", 10)
			g.snapshot("s2", "night", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"night"}}`, 0)
		}, inventory.Possible, []string{"v1"}},
		"a request an hour later": {func(g *inferenceCase) {
			g.snapshot("s", "night", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"night"}}`, time.Hour)
		}, inventory.NoConfidence, nil},
		"a request by another name, so that it was renamed": {func(g *inferenceCase) {
			g.volume("d1", "v2", "night", 10)
			g.snapshot("s", "night", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"day"}}`, 0)
		}, inventory.Likely, []string{"v1"}},
		"a request by the name of another snapshot": {func(g *inferenceCase) {
			g.volume("d1", "v2", "night", 10)
			g.snapshot("s", "night", "", 10)
			g.snapshot("s2", "day", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"day"}}`, 0)
		}, inventory.Likely, []string{"v2"}},
		"a request that made another snapshot": {func(g *inferenceCase) {
			g.snapshot("s", "night", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"night"}}`, 0, inventory.Target{ID: "other", Type: "snapshot"})
		}, inventory.NoConfidence, nil},
		"the name of the volume, of the same size": {func(g *inferenceCase) {
			g.volume("d1", "v1", "web-01", 10)
			g.volume("d1", "v2", "web-02", 10)
			g.snapshot("s", "Backup web-01 2026-11-20", "", 10)
		}, inventory.Likely, []string{"v1"}},
		"the name of a volume that has grown": {func(g *inferenceCase) {
			g.volume("d1", "v1", "web-01", 20)
			g.snapshot("s", "web-01", "", 10)
		}, inventory.Possible, []string{"v1"}},
		"the name of a volume that is too small": {func(g *inferenceCase) {
			g.volume("d1", "v1", "web-01", 5)
			g.snapshot("s", "web-01", "", 10)
		}, inventory.NoConfidence, nil},
		"the longer name wins": {func(g *inferenceCase) {
			g.volume("d1", "v1", "web-01", 10)
			g.volume("d1", "v2", "web-01-data", 10)
			g.snapshot("s", "tf-web-01-data", "", 10)
		}, inventory.Likely, []string{"v2"}},
		"a part of a longer name is no name": {func(g *inferenceCase) {
			g.volume("d1", "v1", "web-01", 10)
			g.snapshot("s", "web-01-old", "", 10)
		}, inventory.Possible, []string{"v1"}},
		"web-1 is not web-10": {func(g *inferenceCase) {
			g.volume("d1", "v1", "web-1", 20)
			g.snapshot("s", "web-10", "", 10)
		}, inventory.NoConfidence, nil},
		"two volumes of one name": {func(g *inferenceCase) {
			g.volume("d1", "v1", "root", 10)
			g.volume("d2", "v2", "root", 10)
			g.snapshot("s", "root 2026", "", 10)
		}, inventory.Possible, []string{"v1", "v2"}},
		"the same name elsewhere does not count": {func(g *inferenceCase) {
			g.volume("d1", "v1", "root", 10)
			g.volume("d3", "v3", "root", 10)
			g.snapshot("s", "root 2026", "", 10)
		}, inventory.Likely, []string{"v1"}},
		"the platform's own description": {func(g *inferenceCase) {
			g.volume("d1", "v1", "root", 10)
			g.volume("d2", "v2", "root", 10)
			g.snapshot("s", "root-Snapshot-11/20/2026", `Created from "root" in Data Center "db"`, 10)
		}, inventory.Likely, []string{"v2"}},
		"the platform's own description of a volume that is gone": {func(g *inferenceCase) {
			g.volume("d1", "v1", "root", 10)
			g.snapshot("s", "root-Snapshot-11/20/2026", `Created from "root" in Data Center "elsewhere"`, 10)
		}, inventory.NoConfidence, nil},
		"the id of the volume": {func(g *inferenceCase) {
			g.volume("d1", "11111111-2222-4333-8444-555555555555", "x", 10)
			g.volume("d1", "v2", "nightly", 10)
			g.snapshot("s", "11111111-2222-4333-8444-555555555555 nightly", "", 10)
		}, inventory.Likely, []string{"11111111-2222-4333-8444-555555555555"}},
		"one volume of that size": {func(g *inferenceCase) {
			g.volume("d1", "v1", "root", 10)
			g.volume("d1", "v2", "data", 20)
			g.snapshot("s", "old", "", 10)
		}, inventory.Possible, []string{"v1"}},
		"two volumes of that size": {func(g *inferenceCase) {
			g.volume("d1", "v1", "root", 10)
			g.volume("d1", "v2", "data", 10)
			g.snapshot("s", "old", "", 10)
		}, inventory.Possible, []string{"v2", "v1"}},
		"a volume that is younger": {func(g *inferenceCase) {
			g.volume("d1", "v1", "root", 10)
			g.Volumes[0].Metadata.CreatedDate = inferenceTime().Add(time.Hour)
			g.snapshot("s", "root", "", 10)
		}, inventory.NoConfidence, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newInferenceCase()
			c.make(g)
			found := g.infer(t, "s")
			var names []string
			for _, candidate := range found.Candidates {
				names = append(names, candidate.VolumeID)
				require.NotEmpty(t, candidate.Evidence)
			}
			require.Equal(t, c.confidence, found.Confidence, "%+v", found)
			require.ElementsMatch(t, c.names, names)
			require.Equal(t, c.confidence != inventory.Certain && c.confidence != inventory.Likely, len(found.CounterEvidence) > 0, "%v", found.CounterEvidence)
		})
	}
}

func TestInfer_SkipsKnownSources(t *testing.T) {
	t.Parallel()
	g := newInferenceCase()
	g.volume("d1", "v1", "root", 10)
	g.snapshot("marked", "root", inventory.Marker{OperationID: "o", VolumeID: "v1"}.String(), 10)
	g.snapshot("labelled", "root", "", 10)
	g.Labels = []inventory.Label{{ResourceType: "snapshot", ResourceID: "labelled", Key: inventory.LabelVolume, Value: "v1"}}
	require.Empty(t, Infer(inventory.NewView(g.Listings, inferenceTime()), nil).Inferences())
}

func TestInfer_CountsFurtherCandidates(t *testing.T) {
	t.Parallel()
	g := newInferenceCase()
	for i := range inventory.MaxCandidates + 3 {
		g.volume("d1", fmt.Sprint("v", i), fmt.Sprint("disk", i), 10)
	}
	g.snapshot("s", "old", "", 10)
	found := g.infer(t, "s")
	require.Len(t, found.Candidates, inventory.MaxCandidates)
	require.Equal(t, 3, found.More)
	_, one := found.Source()
	require.False(t, one)
	_, is := found.Candidate(found.Candidates[1].VolumeID)
	require.True(t, is)
	_, is = found.Candidate("v0-not")
	require.False(t, is)
}
