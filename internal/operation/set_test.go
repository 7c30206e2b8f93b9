package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// snapshotTaken returns a snapshot of a volume that a user created some minutes after noon.
func snapshotTaken(id, volume string, minute int, by string) inventory.Snapshot {
	at := time.Date(2026, 3, 1, 12, minute, 0, 0, time.UTC)
	return inventory.Snapshot{
		ID: id, Location: "de/fra", SizeGB: 10, Description: inventory.Marker{OperationID: "op-" + id, VolumeID: volume}.Append(""),
		Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: at, CreatedBy: by},
	}
}

func TestSetsOf_ByBatchThenByTime(t *testing.T) {
	t.Parallel()
	requested := func(id, batch, volume, snapshot string) Operation {
		return Operation{ID: id, Kind: CreateSnapshot, Batch: batch, VolumeID: volume, SnapshotID: snapshot, State: Done}
	}
	cases := map[string]struct {
		snapshots []inventory.Snapshot
		made      []Operation
		want      [][]string // the snapshots of each set, "" for a missing one
	}{
		"nothing":       {},
		"one alone":     {snapshots: []inventory.Snapshot{snapshotTaken("a", "root", 0, "bea")}},
		"two together":  {snapshots: []inventory.Snapshot{snapshotTaken("a", "root", 0, "bea"), snapshotTaken("b", "data", 2, "bea")}, want: [][]string{{"a", "b"}}},
		"too far apart": {snapshots: []inventory.Snapshot{snapshotTaken("a", "root", 0, "bea"), snapshotTaken("b", "data", 30, "bea")}},
		"two makers":    {snapshots: []inventory.Snapshot{snapshotTaken("a", "root", 0, "bea"), snapshotTaken("b", "data", 1, "tom")}},
		"a volume twice": {
			snapshots: []inventory.Snapshot{snapshotTaken("a", "root", 0, "bea"), snapshotTaken("b", "data", 1, "bea"), snapshotTaken("c", "root", 2, "bea"), snapshotTaken("d", "data", 3, "bea")},
			want:      [][]string{{"c", "d"}, {"a", "b"}},
		},
		"a batch, whatever the times": {
			snapshots: []inventory.Snapshot{snapshotTaken("a", "root", 0, "bea"), snapshotTaken("b", "data", 40, "bea")},
			made:      []Operation{requested("1", "batch", "root", "a"), requested("2", "batch", "data", "b")},
			want:      [][]string{{"a", "b"}},
		},
		"a batch of which one is gone": {
			snapshots: []inventory.Snapshot{snapshotTaken("b", "data", 0, "bea")},
			made:      []Operation{requested("1", "batch", "root", "a"), requested("2", "batch", "data", "b")},
			want:      [][]string{{"", "b"}},
		},
		"a batch with other servers' volumes": {
			snapshots: []inventory.Snapshot{snapshotTaken("a", "root", 0, "bea"), snapshotTaken("b", "elsewhere", 0, "bea")},
			made:      []Operation{requested("1", "batch", "root", "a"), requested("2", "batch", "elsewhere", "b")},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := inventory.NewView(inventory.Listings{Snapshots: c.snapshots}, time.Time{})
			var got [][]string
			for _, set := range SetsOf(v, []string{"root", "data"}, c.made) {
				var ids []string
				for _, m := range set.Members {
					ids = append(ids, m.Snapshot.ID)
				}
				got = append(got, ids)
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestSet_SpanAndCompleteness(t *testing.T) {
	t.Parallel()
	busy := snapshotTaken("c", "log", 3, "bea")
	busy.Metadata.State = inventory.StateBusy
	set := Set{Members: []Member{{Snapshot: snapshotTaken("b", "data", 2, "bea")}, {Snapshot: snapshotTaken("a", "root", 0, "bea")}, {Snapshot: busy}, {VolumeID: "gone"}}}
	from, to := set.Span()
	require.Equal(t, 3*time.Minute, to.Sub(from))
	require.Equal(t, 2, set.CountAvailable())
	require.InDelta(t, 30, set.SizeGB(), 0)
	require.Equal(t, to, set.TakenAt())
}
