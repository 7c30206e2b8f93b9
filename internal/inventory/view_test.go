package inventory

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/price"
)

func TestAViewIsInTheOrderThatPeopleRead(t *testing.T) {
	t.Parallel()
	v := estateView()
	require.Equal(t, []string{"dc-a", "dc-b"}, datacenterIDs(v.Datacenters), "by name, whatever the case")
	require.Equal(t, []string{"v-db", "v-web", "v-tmp"}, volumeIDs(v.Volumes), "by data center, then by name")
	require.Equal(t, []string{"sn-bad", "sn-new", "sn-old", "sn-lost"}, snapshotIDs(values(v.Snapshots)), "newest first")
	require.Equal(t, []string{"r-1", "r-2", "r-3"}, requestIDs(v.Requests), "oldest first")
	require.Equal(t, []Warning{
		{Resource: "label", ID: "l-x", Text: "has no key"},
		{Resource: "snapshot", ID: "sn-x", Text: "has no size"},
	}, v.Warnings)
}

func TestAViewFindsThingsByID(t *testing.T) {
	t.Parallel()
	v := estateView()
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

func TestAViewSaysWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]*View{"of something": estateView(), "of nothing": newView(parts{}, 0, noon, Progress{})} {
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

func TestAViewJoinsWhatBelongsTogether(t *testing.T) {
	t.Parallel()
	v := estateView()
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

func TestTheSourcesDatacenterIsCompletedFromItsVolume(t *testing.T) {
	t.Parallel()
	v := estateView()
	require.Equal(t, Provenance{DatacenterID: "dc-a", VolumeID: "v-db", OperationID: "op-1", By: ByMarker}, v.Source("sn-old"))
	require.Equal(t, Provenance{DatacenterID: "dc-a", VolumeID: "v-web", By: ByLabels}, v.Source("sn-new"))
	require.False(t, v.Source("sn-lost").Known())
}

func TestASnapshotOutlivesItsVolumeAndStillNamesIt(t *testing.T) {
	t.Parallel()
	p := estate()
	p.inside = map[string]inside{}
	v := newView(p, 1, noon, Progress{})
	require.Equal(t, Provenance{VolumeID: "v-web", By: ByLabels}, v.Source("sn-new"))
	require.Equal(t, []string{"sn-bad", "sn-new"}, snapshotIDs(v.SnapshotsOf("v-web")))
	require.Zero(t, v.SnapshotsFrom("dc-a"))
}

func TestTheLastSnapshotIsTheNewestGoodOne(t *testing.T) {
	t.Parallel()
	v := estateView()
	require.Equal(t, noon.Add(-2*time.Hour), v.LastSnapshotAt("v-web"), "the newer one has failed")
	require.Equal(t, noon.Add(-48*time.Hour), v.LastSnapshotAt("v-db"))
	require.Zero(t, v.LastSnapshotAt("v-tmp"))
}

func TestAContractIsInTransitionWhileAnythingIs(t *testing.T) {
	t.Parallel()
	busy := in(StateBusy, hoursAgo(1))
	for name, c := range map[string]struct {
		parts parts
		want  bool
	}{
		"nothing there":         {parts{}, false},
		"all at rest":           {parts{datacenters: []Datacenter{{ID: "d", Metadata: hoursAgo(1)}}}, false},
		"a data center is busy": {parts{datacenters: []Datacenter{{ID: "d", Metadata: busy}}}, true},
		"a snapshot is busy":    {parts{snapshots: []*Snapshot{{ID: "s", Metadata: busy}}}, true},
		"a volume is busy": {parts{
			datacenters: []Datacenter{{ID: "d"}},
			inside:      map[string]inside{"d": {volumes: []Volume{{ID: "v", Metadata: busy}}}},
		}, true},
		"a request is open": {parts{requests: []Request{{ID: "r"}}}, true},
	} {
		require.Equal(t, c.want, newView(c.parts, 1, noon, Progress{}).InTransition(), name)
	}
}

func TestMakingAViewChangesNothingOfWhatItIsMadeFrom(t *testing.T) {
	t.Parallel()
	p := estate()
	newView(p, 1, noon, Progress{}).FindSnapshots(SnapshotQuery{Order: Order{By: "name"}})
	require.Empty(t, cmp.Diff(estate(), p, cmp.AllowUnexported(parts{}, inside{}, price.List{}), cmpopts.EquateEmpty()))
}

func TestHealthNamesTheTroubleThatEveryPageFeels(t *testing.T) {
	t.Parallel()
	inner, labels, snapshots := Trouble{Part: InsideOf("d")}, Trouble{Part: PartLabels}, Trouble{Part: PartSnapshots}
	for name, c := range map[string]struct {
		troubles []Trouble
		want     Trouble
		away     bool
	}{
		"none":                        {nil, Trouble{}, false},
		"one data center":             {[]Trouble{inner}, Trouble{}, false},
		"labels":                      {[]Trouble{labels, inner}, Trouble{}, false},
		"snapshots, whatever else is": {[]Trouble{labels, snapshots, inner}, snapshots, true},
	} {
		got, away := Health{Troubles: c.troubles}.Away()
		require.Equal(t, c.away, away, name)
		require.Equal(t, c.want, got, name)
	}
}
