package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// limitedContract returns a contract with 40 of 100 GB used on HDD, and 10 of 50 GB on SSD.
func limitedContract() *inventory.View {
	return inventory.NewView(inventory.Listings{
		Contract: inventory.Contract{Limits: inventory.Limits{
			HDDPerContractMB: 100 << 10, HDDProvisionedMB: 40 << 10, SSDPerContractMB: 50 << 10, SSDProvisionedMB: 10 << 10,
		}},
		Datacenters: []inventory.Datacenter{{ID: "dc"}},
		Volumes:     []inventory.Volume{{ID: "v", DatacenterID: "dc"}, {ID: "made", DatacenterID: "dc"}},
		Snapshots: []inventory.Snapshot{
			{ID: "s", SizeGB: 7},
			{ID: "marked", SizeGB: 30, Description: inventory.Marker{OperationID: "create", VolumeID: "v"}.Append("")},
		},
	}, time.Unix(0, 0))
}

func TestQuota_CountsPlannedOperations(t *testing.T) {
	t.Parallel()
	snap := func(id string, s State) Operation {
		return Operation{ID: id, Kind: CreateSnapshot, State: s, VolumeID: "v", SizeGB: 30}
	}
	with := func(op Operation, change func(*Operation)) Operation {
		change(&op)
		return op
	}
	volume := func(kind, made string) Operation {
		return Operation{ID: "vol", Kind: CreateVolume, State: Accepted, SizeGB: 20, CreatedVolumeID: made, Task: Task{Volume: &NewVolume{Type: kind}}}
	}
	deletion := func(id string, s State) Operation {
		return Operation{ID: "del", Kind: DeleteSnapshot, State: s, SnapshotID: id, SizeGB: 99}
	}
	for name, c := range map[string]struct {
		ops               []Operation
		planned, freed    float64
		takers, givers    int
		free, ssdPlanned  float64
		over, tenGBMoreIn bool
	}{
		"nothing waits":                            {nil, 0, 0, 0, 0, 60, 0, false, true},
		"one waits, one is on its way":             {[]Operation{snap("a", Queued), snap("b", Provisioning)}, 60, 0, 2, 0, 0, 0, false, false},
		"more than there is":                       {[]Operation{snap("a", Queued), snap("b", Waiting), snap("c", Submitting)}, 90, 0, 3, 0, -30, 0, true, false},
		"completed operations need no quota":       {[]Operation{snap("a", Done), snap("b", Failed), snap("c", Cancelled), snap("d", Unknown)}, 0, 0, 0, 0, 60, 0, false, true},
		"its snapshot is listed, by its id":        {[]Operation{with(snap("a", Provisioning), func(o *Operation) { o.SnapshotID = "s" })}, 0, 0, 0, 0, 60, 0, false, true},
		"its snapshot is listed, by its marker":    {[]Operation{snap("create", Submitting)}, 0, 0, 0, 0, 60, 0, false, true},
		"its snapshot is not listed yet":           {[]Operation{with(snap("a", Accepted), func(o *Operation) { o.SnapshotID = "new" })}, 30, 0, 1, 0, 30, 0, false, true},
		"a volume on HDD":                          {[]Operation{volume("HDD", "")}, 20, 0, 1, 0, 40, 0, false, true},
		"a volume on HDD that is listed":           {[]Operation{volume("HDD", "made")}, 0, 0, 0, 0, 60, 0, false, true},
		"a volume on SSD":                          {[]Operation{volume("SSD Premium", "")}, 0, 0, 0, 0, 60, 20, false, true},
		"a volume on SSD that is listed":           {[]Operation{volume("SSD Premium", "made")}, 0, 0, 0, 0, 60, 0, false, true},
		"a planned deletion is not counted on":     {[]Operation{deletion("s", Queued), snap("a", Queued), snap("b", Queued)}, 60, 7, 2, 1, 0, 0, false, false},
		"a completed deletion":                     {[]Operation{deletion("gone", Accepted), deletion("s", Done)}, 0, 0, 0, 0, 60, 0, false, true},
		"other kinds take nothing":                 {[]Operation{{Kind: EditSnapshot, State: Queued, SnapshotID: "s", SizeGB: 5}, {Kind: RestoreVolume, State: Queued, SizeGB: 5}}, 0, 0, 0, 0, 60, 0, false, true},
		"what would just fit leaves room for none": {[]Operation{with(snap("a", Queued), func(o *Operation) { o.SizeGB = 50.5 })}, 50.5, 0, 1, 0, 9.5, 0, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := HDDQuota(limitedContract(), c.ops)
			require.Equal(t, Quota{Limit: 100, Used: 40, Planned: quantity.Total{GB: c.planned}, PlannedCount: c.takers, Freed: quantity.Total{GB: c.freed}, FreedCount: c.givers}, q)
			require.InDelta(t, c.free, q.Free(), 1e-9)
			require.Equal(t, c.over, q.Over())
			require.Equal(t, c.tenGBMoreIn, q.Fits(10))
			require.InDelta(t, c.ssdPlanned, SSDQuota(limitedContract(), c.ops).Planned.GB, 1e-9)
		})
	}
}

func TestQuota_UnknownLimitFitsEverything(t *testing.T) {
	t.Parallel()
	q := HDDQuota(inventory.NewView(inventory.Listings{}, time.Unix(0, 0)), []Operation{{Kind: CreateSnapshot, SizeGB: 5}})
	require.False(t, q.Known())
	require.False(t, q.Over())
	require.True(t, q.Fits(1e9))
}
