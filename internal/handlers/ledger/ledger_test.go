package ledger

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func idsOf(ops []operation.Operation) (ids []string) {
	for _, op := range ops {
		ids = append(ids, op.ID)
	}
	return ids
}

// Failed creates belong to it. The order is by when each operation touched the volume.
func TestVolumeHistory_ChangesAndFailedCreates(t *testing.T) {
	t.Parallel()
	l := &webtest.Records{}
	at := func(id string, kind operation.Kind, state operation.State, created, finished int) operation.Operation {
		op := operation.Operation{ID: id, Kind: kind, State: state, VolumeID: "v", CreatedAt: webtest.Noon.Add(time.Duration(created) * time.Minute)}
		if finished != 0 {
			op.FinishedAt = webtest.Noon.Add(time.Duration(finished) * time.Minute)
		}
		return op
	}
	other := at("other volume", operation.RestoreVolume, operation.Done, 1, 2)
	other.VolumeID = "w"
	l.Ops = []operation.Operation{
		at("running restore", operation.RestoreVolume, operation.Provisioning, 9, 0),
		at("failed create", operation.CreateSnapshot, operation.Failed, 1, 8),
		at("good create", operation.CreateSnapshot, operation.Done, 1, 2),
		at("restore", operation.RestoreVolume, operation.Done, 2, 4),
		at("unknown create", operation.CreateSnapshot, operation.Unknown, 3, 0),
		at("created", operation.CreateVolume, operation.Done, -9, -8),
		other,
	}
	history, err := VolumeHistory(t.Context(), l, "v")
	require.NoError(t, err)
	require.Equal(t, []string{"created", "unknown create", "restore", "failed create"}, idsOf(history))
	l.Err = webtest.ErrAway
	_, err = VolumeHistory(t.Context(), l, "v")
	require.ErrorIs(t, err, webtest.ErrAway)
}

// No batch has no operations, and reads nothing.
func TestBatchOf_OrderedBySteps(t *testing.T) {
	t.Parallel()
	l := &webtest.Records{}
	l.Ops = []operation.Operation{{ID: "a", Batch: "b"}, {ID: "b", Batch: "b"}, {ID: "alone"}}
	ops, err := Batch(t.Context(), l, "b")
	require.NoError(t, err)
	require.Equal(t, []string{"b", "a"}, idsOf(ops))
	l.Err = webtest.ErrAway
	none, err := Batch(t.Context(), l, "")
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = Batch(t.Context(), l, "b")
	require.ErrorIs(t, err, webtest.ErrAway)
}

func TestCreateInProgress_OnlyOfThisVolumeAndNotEnded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		op   operation.Operation
		want bool
	}{
		"queued":     {operation.Operation{Kind: operation.CreateSnapshot, VolumeID: "v", State: operation.Queued}, true},
		"done":       {operation.Operation{Kind: operation.CreateSnapshot, VolumeID: "v", State: operation.Done}, false},
		"a restore":  {operation.Operation{Kind: operation.RestoreVolume, VolumeID: "v", State: operation.Queued}, false},
		"of another": {operation.Operation{Kind: operation.CreateSnapshot, VolumeID: "w", State: operation.Queued}, false},
	} {
		c.op.ID, c.op.Version = "op", 1
		require.Equal(t, c.want, CreateInProgress(operation.NewCache(c.op), "v"), name)
	}
}

// Only calls that were sent again can have created two snapshots.
func TestCreatedTwice_LooksBackSomeDays(t *testing.T) {
	t.Parallel()
	copyOf := func(op, id string) inventory.Snapshot {
		return inventory.Snapshot{ID: id, Description: inventory.Marker{OperationID: op, VolumeID: "v"}.String()}
	}
	v := inventory.NewView(inventory.Listings{Snapshots: []inventory.Snapshot{copyOf("twice", "1"), copyOf("twice", "2"), copyOf("once", "3"), copyOf("old", "4"), copyOf("old", "5"), copyOf("sent once", "6"), copyOf("sent once", "7")}}, webtest.Noon)
	var l webtest.Records
	var log strings.Builder
	create := func(id string, sends int, age time.Duration) operation.Operation {
		return operation.Operation{ID: id, Kind: operation.CreateSnapshot, VolumeID: "v", Sends: sends, CreatedAt: webtest.Noon.Add(-age)}
	}
	l.Ops = []operation.Operation{create("twice", 2, time.Hour), create("once", 2, time.Hour), create("old", 2, twiceFrom+1), create("sent once", 1, time.Hour)}
	createdTwice := func() []operation.CreatedTwice {
		return CreatedTwice(t.Context(), &l, slog.New(slog.NewTextHandler(&log, nil)), v, webtest.Noon)
	}
	found := createdTwice()
	require.Len(t, found, 1)
	require.Equal(t, "twice", found[0].Operation.ID)
	l.Err = webtest.ErrAway
	require.Empty(t, createdTwice(), "the page shows without it")
	require.Contains(t, log.String(), "level=WARN")
}
