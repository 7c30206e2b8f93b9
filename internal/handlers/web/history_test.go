package web

import (
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Failed creates belong to it. The order is by when each operation touched the volume.
func TestVolumeHistory_ChangesAndFailedCreates(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	at := func(id string, kind operation.Kind, state operation.State, created, finished int) operation.Operation {
		op := operation.Operation{ID: id, Kind: kind, State: state, VolumeID: "v", CreatedAt: noon.Add(time.Duration(created) * time.Minute)}
		if finished != 0 {
			op.FinishedAt = noon.Add(time.Duration(finished) * time.Minute)
		}
		return op
	}
	other := at("other volume", operation.RestoreVolume, operation.Done, 1, 2)
	other.VolumeID = "w"
	f.ledger.Ops = []operation.Operation{
		at("running restore", operation.RestoreVolume, operation.Provisioning, 9, 0),
		at("failed create", operation.CreateSnapshot, operation.Failed, 1, 8),
		at("good create", operation.CreateSnapshot, operation.Done, 1, 2),
		at("restore", operation.RestoreVolume, operation.Done, 2, 4),
		at("unknown create", operation.CreateSnapshot, operation.Unknown, 3, 0),
		at("created", operation.CreateVolume, operation.Done, -9, -8),
		other,
	}
	history, err := f.VolumeHistory(t.Context(), "v")
	require.NoError(t, err)
	require.Equal(t, []string{"created", "unknown create", "restore", "failed create"}, IDsOf(history, func(op operation.Operation) string { return op.ID }))
	f.ledger.Err = webtest.ErrAway
	_, err = f.VolumeHistory(t.Context(), "v")
	require.ErrorIs(t, err, webtest.ErrAway)
}

// No batch has no operations, and reads nothing.
func TestBatchOf_OrderedBySteps(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.ledger.Ops = slices.Concat(batchOf(operation.CreateSnapshot, operation.Done, operation.Done), []operation.Operation{{ID: "alone"}})
	ops, err := f.BatchOf(t.Context(), "b")
	require.NoError(t, err)
	require.Equal(t, []string{"b", "a"}, IDsOf(ops, func(op operation.Operation) string { return op.ID }))
	f.ledger.Err = webtest.ErrAway
	none, err := f.BatchOf(t.Context(), "")
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = f.BatchOf(t.Context(), "b")
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
		f := newFixture(t, func(d *Deps) { d.Operations = operation.NewCache(c.op) })
		require.Equal(t, c.want, f.CreateInProgress("v"), name)
	}
}

// Only calls that were sent again can have created two snapshots.
func TestCreatedTwice_LooksBackSomeDays(t *testing.T) {
	t.Parallel()
	copyOf := func(op, id string) inventory.Snapshot {
		return inventory.Snapshot{ID: id, Description: inventory.Marker{OperationID: op, VolumeID: "v"}.String()}
	}
	v := viewOf(inventory.Listings{Snapshots: []inventory.Snapshot{copyOf("twice", "1"), copyOf("twice", "2"), copyOf("once", "3"), copyOf("old", "4"), copyOf("old", "5"), copyOf("sent once", "6"), copyOf("sent once", "7")}})
	f := newFixture(t, reading(v, inventory.Health{ReadAt: noon}))
	create := func(id string, sends int, age time.Duration) operation.Operation {
		return operation.Operation{ID: id, Kind: operation.CreateSnapshot, VolumeID: "v", Sends: sends, CreatedAt: noon.Add(-age)}
	}
	f.ledger.Ops = []operation.Operation{create("twice", 2, time.Hour), create("once", 2, time.Hour), create("old", 2, twiceFrom+1), create("sent once", 1, time.Hour)}
	found := f.CreatedTwice(t.Context(), f.pageRequest(t, "/"))
	require.Len(t, found, 1)
	require.Equal(t, "twice", found[0].Operation.ID)
	f.ledger.Err = webtest.ErrAway
	require.Empty(t, f.CreatedTwice(t.Context(), f.pageRequest(t, "/")), "the page shows without it")
	require.Contains(t, f.log.String(), "level=WARN")
}

// The same set is returned until an operation changes.
func TestRunningVolumes_HaveOpenOperations(t *testing.T) {
	t.Parallel()
	op := func(id string, state operation.State, planned bool) operation.Operation {
		o := operation.Operation{ID: id, Version: 1, Kind: operation.CreateSnapshot, VolumeID: "v-" + id, State: state, CreatedAt: noon}
		if planned {
			o.Kind, o.SnapshotID, o.NotBefore = operation.DeleteSnapshot, "s", noon.Add(time.Minute)
		}
		return o
	}
	f := newFixture(t, func(d *Deps) {
		d.Operations = operation.NewCache(op("queued", operation.Queued, false), op("done", operation.Done, false), op("planned", operation.Queued, true))
	})
	running := f.RunningVolumes()
	require.True(t, running.Has("v-queued"))
	require.False(t, running.Has("v-done"))
	require.False(t, running.Has("v-planned"), "an operation that can still be undone has not started")
	require.Same(t, running, f.RunningVolumes())
	f.Operations.Put(op("new", operation.Submitting, false))
	require.True(t, f.RunningVolumes().Has("v-new"))
}

func TestExisting_KeepsAllIDsBeforeContractIsRead(t *testing.T) {
	t.Parallel()
	for complete, want := range map[bool]string{true: `["v","s"]`, false: `["v","gone","s","gone"]`} {
		v := viewOf(inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc"}}, Volumes: []inventory.Volume{{ID: "v", DatacenterID: "dc"}}, Snapshots: []inventory.Snapshot{{ID: "s"}}})
		v.Loading.Complete = complete
		f := newFixture(t, reading(v, inventory.Health{ReadAt: noon}))
		c, response := request(http.MethodPost, "/bulk/existing", map[string][]string{"vol": {"v", "gone"}, "snap": {"s", "gone"}})
		require.NoError(t, f.Existing(c))
		require.JSONEq(t, want, response.Body.String(), strconv.FormatBool(complete))
		require.Equal(t, "no-store", response.Header().Get("Cache-Control"))
	}
}

// The script expects an empty list, not null.
func TestExisting_EmptyListWithoutIDs(t *testing.T) {
	t.Parallel()
	c, response := request(http.MethodPost, "/bulk/existing", map[string][]string{})
	require.NoError(t, newFixture(t).Existing(c))
	require.JSONEq(t, `[]`, response.Body.String())
}
