package inventory

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/price"
)

func TestView_Order(t *testing.T) {
	t.Parallel()
	v := sampleView()
	require.Equal(t, []string{"dc-a", "dc-b"}, datacenterIDs(v.Datacenters), "by name, whatever the case")
	require.Equal(t, []string{"v-db", "v-web", "v-tmp"}, volumeIDs(v.Volumes), "by data center, then by name")
	require.Equal(t, []string{"sn-bad", "sn-new", "sn-old", "sn-lost"}, snapshotIDs(Dereference(v.Snapshots)), "newest first")
	require.Equal(t, []string{"r-1", "r-2", "r-3"}, requestIDs(v.Requests), "oldest first")
	require.Equal(t, []Warning{
		{Resource: "label", ID: "l-x", Text: "has no key"},
		{Resource: "snapshot", ID: "sn-x", Text: "has no size"},
	}, v.Warnings)
}

func TestView_FindsByID(t *testing.T) {
	t.Parallel()
	v := sampleView()
	for _, dc := range v.Datacenters {
		got, ok := v.Datacenter(dc.ID)
		require.True(t, ok)
		require.Equal(t, dc, got)
	}
	for _, vol := range v.Volumes {
		got, ok := v.Volume(vol.ID)
		require.True(t, ok)
		require.Equal(t, vol, got)
	}
	for _, s := range v.Snapshots {
		got, ok := v.Snapshot(s.ID)
		require.True(t, ok)
		require.Equal(t, *s, got)
	}
	place, ok := v.Location("de/txl")
	require.True(t, ok)
	require.Equal(t, "Berlin", place.Name)
}

func TestView_NotFound(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]*View{"of something": sampleView(), "of nothing": JoinView(ContractData{}, 0, noon, Progress{})} {
		_, dc := v.Datacenter("x")
		_, vol := v.Volume("x")
		_, snapshot := v.Snapshot("x")
		_, place := v.Location("x")
		require.False(t, dc || vol || snapshot || place, name)
		require.Empty(t, v.VolumesOf("x"))
		require.Empty(t, v.ServersOf("x"))
		require.Empty(t, v.ServersOn("x"))
		require.Empty(t, v.SnapshotsOf("x"))
		require.Empty(t, v.LabelsOf("x"))
		require.Empty(t, v.OpenRequests("x"))
		require.Zero(t, v.SnapshotsFrom("x"))
		require.Zero(t, v.Source("x"))
		require.Zero(t, v.LastSnapshotAt("x"))
	}
}

func TestView_JoinsResources(t *testing.T) {
	t.Parallel()
	v := sampleView()
	require.Equal(t, []string{"v-db", "v-web"}, volumeIDs(v.VolumesOf("dc-a")))
	require.Equal(t, []string{"s-1", "s-2"}, serverIDs(v.ServersOf("dc-a")))
	require.Equal(t, []string{"s-2"}, serverIDs(v.ServersOn("v-db")))
	require.Equal(t, []string{"sn-bad", "sn-new"}, snapshotIDs(v.SnapshotsOf("v-web")), "by label")
	require.Equal(t, []string{"sn-old"}, snapshotIDs(v.SnapshotsOf("v-db")), "by marker")
	require.Equal(t, 3, v.SnapshotsFrom("dc-a"))
	require.Equal(t, []string{"r-1", "r-2"}, requestIDs(v.OpenRequests("dc-b")))
	require.Len(t, v.LabelsOf("v-db"), 1)
	require.InDelta(t, 127.5, v.SnapshotGB(), 1e-9)
}

func TestView_SourceDatacenterFromVolume(t *testing.T) {
	t.Parallel()
	v := sampleView()
	require.Equal(t, Provenance{DatacenterID: "dc-a", VolumeID: "v-db", OperationID: "op-1", By: ByMarker}, v.Source("sn-old"))
	require.Equal(t, Provenance{DatacenterID: "dc-a", VolumeID: "v-web", By: ByLabels}, v.Source("sn-new"))
	require.False(t, v.Source("sn-lost").Known())
}

func TestView_SnapshotOfDeletedVolume(t *testing.T) {
	t.Parallel()
	p := sampleContract()
	p.ByDatacenter = map[string]DatacenterData{}
	v := JoinView(p, 1, noon, Progress{})
	require.Equal(t, Provenance{VolumeID: "v-web", By: ByLabels}, v.Source("sn-new"))
	require.Equal(t, []string{"sn-bad", "sn-new"}, snapshotIDs(v.SnapshotsOf("v-web")))
	require.Zero(t, v.SnapshotsFrom("dc-a"))
}

func TestView_LastSnapshotIsNewestAvailable(t *testing.T) {
	t.Parallel()
	v := sampleView()
	require.Equal(t, noon.Add(-2*time.Hour), v.LastSnapshotAt("v-web"), "the newer one has failed")
	require.Equal(t, noon.Add(-48*time.Hour), v.LastSnapshotAt("v-db"))
	require.Zero(t, v.LastSnapshotAt("v-tmp"))
}

func TestView_InTransition(t *testing.T) {
	t.Parallel()
	busy := withState(StateBusy, hoursAgo(1))
	for name, c := range map[string]struct {
		parts ContractData
		want  bool
	}{
		"nothing there":         {ContractData{}, false},
		"all at rest":           {ContractData{Datacenters: []Datacenter{{ID: "d", Metadata: hoursAgo(1)}}}, false},
		"a data center is busy": {ContractData{Datacenters: []Datacenter{{ID: "d", Metadata: busy}}}, true},
		"a snapshot is busy":    {ContractData{Snapshots: []*Snapshot{{ID: "s", Metadata: busy}}}, true},
		"a volume is busy": {ContractData{
			Datacenters:  []Datacenter{{ID: "d"}},
			ByDatacenter: map[string]DatacenterData{"d": {Volumes: []Volume{{ID: "v", Metadata: busy}}}},
		}, true},
		"a request is open": {ContractData{Requests: []Request{{ID: "r"}}}, true},
	} {
		require.Equal(t, c.want, JoinView(c.parts, 1, noon, Progress{}).InTransition(), name)
	}
}

func TestNewView_DoesNotModifyInput(t *testing.T) {
	t.Parallel()
	p := sampleContract()
	JoinView(p, 1, noon, Progress{}).FindSnapshots(SnapshotQuery{Order: Order{By: "name"}})
	require.Empty(t, cmp.Diff(sampleContract(), p, cmp.AllowUnexported(ContractData{}, DatacenterData{}, price.List{}), cmpopts.EquateEmpty()))
}

func TestHealth_ContractFailure(t *testing.T) {
	t.Parallel()
	inner, labels, snapshots := ReadFailure{Resource: ContentsOf("d")}, ReadFailure{Resource: ResourceLabels}, ReadFailure{Resource: ResourceSnapshots}
	for name, c := range map[string]struct {
		failures []ReadFailure
		want     ReadFailure
		away     bool
	}{
		"none":                        {nil, ReadFailure{}, false},
		"one data center":             {[]ReadFailure{inner}, ReadFailure{}, false},
		"labels":                      {[]ReadFailure{labels, inner}, ReadFailure{}, false},
		"snapshots, whatever else is": {[]ReadFailure{labels, snapshots, inner}, snapshots, true},
	} {
		got, away := Health{Failures: c.failures}.ContractFailure()
		require.Equal(t, c.away, away, name)
		require.Equal(t, c.want, got, name)
	}
}
