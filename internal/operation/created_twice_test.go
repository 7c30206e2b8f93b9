package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestFindCreatedTwice_BySeveralSnapshotsWithOneMarker(t *testing.T) {
	t.Parallel()
	marked := func(id, op string, minutes int) inventory.Snapshot {
		return inventory.Snapshot{
			ID: id, Description: inventory.Marker{OperationID: op, VolumeID: "v"}.Append("words"),
			Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: laneAt(minutes)},
		}
	}
	v := inventory.NewView(inventory.Listings{Snapshots: []inventory.Snapshot{
		marked("new", "twice", 9), marked("old", "twice", 1), marked("one", "once", 2), marked("x", "foreign", 3), marked("y", "foreign", 4), {ID: "plain"},
	}}, time.Time{})
	resent := []Operation{{ID: "once", Kind: CreateSnapshot}, {ID: "twice", Kind: CreateSnapshot}, {ID: "foreign", Kind: DeleteSnapshot}}
	require.Empty(t, FindCreatedTwice(nil, v))
	found := FindCreatedTwice(resent, v)
	require.Len(t, found, 1, "another kind makes no snapshot")
	require.Equal(t, "twice", found[0].Operation.ID)
	require.Equal(t, []string{"old", "new"}, []string{found[0].Snapshots[0].ID, found[0].Snapshots[1].ID})

	keep := func(ids ...string) func(inventory.Snapshot) bool {
		return func(s inventory.Snapshot) bool {
			for _, id := range ids {
				if s.ID == id {
					return true
				}
			}
			return false
		}
	}
	for _, c := range []struct {
		retained []string
		want     string
	}{{nil, "new"}, {[]string{"new"}, "old"}, {[]string{"old"}, "new"}, {[]string{"old", "new"}, ""}} {
		surplus, exists := found[0].Surplus(keep(c.retained...))
		require.Equal(t, c.want, surplus.ID)
		require.Equal(t, c.want != "", exists)
	}
}
