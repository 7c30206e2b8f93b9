package sets

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestSet_OmitsUnusableSnapshots(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	v := inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra"}},
		Volumes:     []inventory.Volume{{ID: "v1", DatacenterID: "dc", SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable}}},
		Snapshots: []inventory.Snapshot{
			{ID: "s1", Location: "de/fra", SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: at}},
			{ID: "s2", Location: "de/fra", SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: at}},
		},
	}, at)
	var set Set
	set.AddVolume(v, "v1", "one", "s1")
	set.AddVolume(v, "v2", "gone", "s2")
	set.AddVolume(v, "v1", "one", "nothing")
	require.Len(t, set.Pairs, 1)
	require.Len(t, set.Skipped, 2)
}

// createdBy returns an operation of a batch that created a snapshot of a volume.
func createdBy(volumeID, datacenterID, snapshotID string) operation.Operation {
	return operation.Operation{ID: "of-" + volumeID, Kind: operation.CreateSnapshot, VolumeID: volumeID, VolumeName: volumeID, DatacenterID: datacenterID, SnapshotID: snapshotID, State: operation.Done}
}

func TestOf_SeveralVolumesOfOneDataCenter(t *testing.T) {
	t.Parallel()
	v := areatest.NewContract().Volume("a", 10, 3*time.Hour).Volume("b", 10, time.Hour).View()
	a, b := createdBy("a", "fra", "a-0"), createdBy("b", "fra", "b-0")
	far, locked := createdBy("b", "ber", "b-0"), b
	locked.Kind = operation.LockSnapshot
	for name, c := range map[string]struct {
		ops  []operation.Operation
		want bool
	}{
		"two": {[]operation.Operation{a, b}, true}, "one": {[]operation.Operation{a}, false},
		"two data centers": {[]operation.Operation{a, far}, false}, "another kind": {[]operation.Operation{a, locked}, false},
	} {
		_, together := Of(v, c.ops)
		require.Equal(t, c.want, together, name)
	}
	s, _ := Of(v, []operation.Operation{b, a})
	require.Equal(t, 2*time.Hour, s.To.Sub(s.From), "whatever the order")
	require.InDelta(t, 20, s.Size.GB, 0)
	require.Equal(t, "fra", s.DatacenterID)
}

func TestOf_RetryReplacesFailedOne(t *testing.T) {
	t.Parallel()
	v := areatest.NewContract().Volume("a", 10, time.Hour).Volume("b", 10, time.Hour).View()
	failed, again := createdBy("a", "fra", ""), createdBy("a", "fra", "a-0")
	failed.State, again.ID, again.RetryOf = operation.Failed, "again", failed.ID
	s, together := Of(v, []operation.Operation{again, createdBy("b", "fra", "b-0"), failed})
	require.True(t, together)
	require.Len(t, s.Pairs, 2)
	require.Empty(t, s.Skipped)
}

func TestSet_SkippedHaveReason(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 10).Volume("small", 5).Volume("inactive", 10, time.Hour)
	c.Snapshot("s", "a", 10, time.Hour).Snapshot("busy", "a", 10, time.Hour, areatest.InState(inventory.StateBusy))
	c.Volumes[2].Metadata.State = inventory.StateInactive
	v := c.View()
	var s Set
	s.AddVolume(v, "gone", "old name", "s")
	s.AddVolume(v, "a", "a", "nothing")
	s.AddVolume(v, "a", "a", "busy")
	s.AddVolume(v, "small", "small", "s")
	s.AddVolume(v, "inactive", "inactive", "inactive-0")
	require.Empty(t, s.Pairs)
	require.Zero(t, s.Size.GB)
	reasons := map[string]bool{}
	for _, skipped := range s.Skipped {
		reasons[skipped.Reason] = true
	}
	require.Len(t, reasons, 5)
	require.Equal(t, "old name", s.Skipped[0].Subject.Text, "the record has the name of the deleted volume")
	require.Equal(t, "not at all", SpreadSentence(s.From, s.To))
}

// They are in the order of the volumes.
func TestSet_ServersAreListedOnce(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 10, time.Hour).Volume("b", 10, time.Hour).Volume("c", 10, time.Hour)
	c.Servers = []inventory.Server{{ID: "x", DatacenterID: "fra", VolumeIDs: []string{"a", "b"}}, {ID: "y", DatacenterID: "fra", VolumeIDs: []string{"c"}}}
	v := c.View()
	var s Set
	for _, id := range []string{"a", "b", "c"} {
		s.AddVolume(v, id, id, id+"-0")
	}
	servers := s.Servers(v)
	require.Len(t, servers, 2)
	require.Equal(t, "x", servers[0].ID)
}

func TestShortSpread_InSecondsThenMinutes(t *testing.T) {
	t.Parallel()
	for apart, want := range map[time.Duration]string{
		0: "within a second", 999 * time.Millisecond: "within a second", time.Second: "within 1 s", 119 * time.Second: "within 119 s", 2 * time.Minute: "within 2 min", 150 * time.Second: "within 3 min",
	} {
		require.Equal(t, want, ShortSpread(areatest.Noon, areatest.Noon.Add(apart)), apart)
	}
	require.Empty(t, ShortSpread(time.Time{}, time.Time{}))
}

// A failing ledger is an error.
func TestOfServer_ReadsOperationsOfItsVolumes(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 10, time.Hour).Volume("b", 10, time.Hour)
	a, b := createdBy("a", "fra", "a-0"), createdBy("b", "fra", "b-0")
	a.Batch, b.Batch, a.ID, b.ID = "batch", "batch", "of-a-0", "of-b-0"
	ledger := &webtest.Records{Ops: []operation.Operation{a, b, createdBy("c", "fra", "c-0")}}
	base := c.Base(func(d *web.Deps) { d.Ledger = ledger })
	server := inventory.Server{ID: "x", VolumeIDs: []string{"a", "b"}}
	found, err := OfServer(t.Context(), base, areatest.Request(base, "/"), server)
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "batch", found[0].Batch)
	require.Zero(t, OpenMembers(found[0]))
	ledger.Err = webtest.ErrAway
	_, err = OfServer(t.Context(), base, areatest.Request(base, "/"), server)
	require.ErrorIs(t, err, webtest.ErrAway)
}

// A snapshot that another client creates counts too.
func TestOpenMembers_CountsUnfinishedSnapshots(t *testing.T) {
	t.Parallel()
	busy := inventory.Snapshot{ID: "s", Metadata: inventory.Metadata{State: inventory.StateBusy}}
	good := inventory.Snapshot{ID: "s", Metadata: inventory.Metadata{State: inventory.StateAvailable}}
	require.Equal(t, 2, OpenMembers(operation.Set{Members: []operation.Member{
		{Snapshot: busy}, {Snapshot: good}, {Creation: operation.Operation{ID: "op", State: operation.Submitting}}, {Creation: operation.Operation{ID: "op", State: operation.Failed}}, {},
	}}))
}
