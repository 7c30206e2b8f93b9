package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

func runLane(t *testing.T, open Open) {
	t.Run("on some snapshots", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		var ids []string
		var want []operation.Operation
		for i := range 2 * largeBatch {
			op := newOperation(t)
			op.Kind, op.SnapshotID = operation.DeleteSnapshot, fmt.Sprint("snap-", i)
			if ids = append(ids, op.SnapshotID); i%50 == 0 {
				want = append(want, record(t, ledger, op))
			}
		}
		other, ended := newOperation(t), newOperation(t)
		other.SnapshotID, ended.SnapshotID = "another", ids[0]
		record(t, ledger, other)
		record(t, ledger, newOperation(t)) // has no snapshot yet
		save(t, ledger, record(t, ledger, ended), operation.Failed)
		got, err := ledger.IncompleteOn(t.Context(), append(ids, ""))
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want, got, byID()))
		none, err := ledger.IncompleteOn(t.Context(), nil)
		require.NoError(t, err)
		require.Empty(t, none)
	})
	t.Run("as all together would tell", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		rapid.Check(t, func(rt *rapid.T) { randomLane(t, rt, ledger) })
	})
	t.Run("holds", func(t *testing.T) { runHolds(t, open) })
	t.Run("paused operations", func(t *testing.T) { runRemainingSnapshots(t, open) })
	t.Run("what a chain has made", func(t *testing.T) { runSnapshotsOfChain(t, open) })
	t.Run("pauses", func(t *testing.T) { runPauses(t, open) })
	t.Run("the next", func(t *testing.T) { runNext(t, open) })
}

// randomLane adds operations with random positions and states, and compares their positions with those computed
// from all incomplete operations.
func randomLane(t *testing.T, rt *rapid.T, ledger *store.Ledger) {
	kinds := []operation.Kind{operation.CreateSnapshot, operation.LockSnapshot, operation.RestoreVolume, operation.StopServer}
	one := func(of ...string) string { return rapid.SampledFrom(of).Draw(rt, "one of") }
	var added []operation.Operation
	last := ""
	for range rapid.IntRange(1, 5).Draw(rt, "operations") {
		op := newOperation(t)
		op.Kind = rapid.SampledFrom(kinds).Draw(rt, "kind")
		op.DatacenterID = one("dc-1", "dc-2")
		op.SnapshotID = one("snap-1", "snap-2")
		if !op.Kind.OnSnapshot() && op.Kind != operation.RestoreVolume {
			op.SnapshotID = ""
		}
		if rapid.Bool().Draw(rt, "follows") {
			op.Task.DependsOn = last
		}
		op.VolumeID = op.ID // otherwise a shared volume would block them too
		if op.Kind == operation.StopServer {
			op.Task.Server = &operation.ServerRef{ID: op.ID}
		}
		op = record(t, ledger, op)
		last = op.ID
		added = append(added, op)
		switch one("queued", "waiting", "in flight", "ended") {
		case "waiting":
			save(t, ledger, op, operation.Waiting)
		case "ended":
			save(t, ledger, op, operation.Failed)
		case "in flight":
			op = save(t, ledger, op, operation.Submitting)
			op.RequestID = one("req-1", "req-2")
			save(t, ledger, op, operation.Accepted)
		}
	}
	compareLanes(t, rt, ledger, added)
}

// compareLanes compares the position of each waiting operation with the one that a cache of all incomplete
// operations computes.
func compareLanes(t *testing.T, rt *rapid.T, ledger *store.Ledger, added []operation.Operation) {
	all, err := ledger.Incomplete(t.Context())
	require.NoError(t, err)
	cache := operation.NewCache(all...)
	for _, recorded := range added {
		op, open := cache.Operation(recorded.ID)
		if !open || !op.State.CanBeCancelled() {
			continue
		}
		at, err := ledger.Position(t.Context(), op, operation.Terms{Now: noon, Width: 1})
		if err != nil {
			rt.Fatal(err)
		}
		if want := cache.QueuePosition(op, noon); want != at.QueuePosition {
			rt.Fatalf("%d are ahead of %s, but by its position %d", want, op.ID, at.QueuePosition)
		}
	}
}

// runHolds makes two chains and other operations compete for the same volume, server and snapshot.
func runHolds(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	terms := operation.Terms{Now: noon, Width: 9}
	restore := func(dc string) operation.Operation {
		op := newOperation(t)
		op.Kind, op.SnapshotID, op.DatacenterID, op.VolumeID = operation.RestoreVolume, "snap", dc, "vol-"+op.ID
		op.Chain, op.Task.Holds = op.ID, []string{"server:srv", "volume:" + op.VolumeID}
		return record(t, ledger, op)
	}
	begin := func(op operation.Operation) (operation.Operation, *operation.Blocked) {
		op.State = operation.Submitting
		stored, blocked, err := ledger.Start(t.Context(), op, operation.Stage{State: operation.Submitting, At: noon}, terms)
		require.NoError(t, err)
		return stored, blocked
	}
	first, second := restore("dc-1"), restore("dc-1")
	deletion := newOperation(t)
	deletion.Kind, deletion.SnapshotID = operation.DeleteSnapshot, "snap"
	deletion = record(t, ledger, deletion)
	single := newOperation(t)
	single.VolumeID = first.VolumeID
	single = record(t, ledger, single)

	_, blocked := begin(deletion)
	require.NotNil(t, blocked)
	require.True(t, blocked.Lost, "recorded chains need their snapshot")
	_, found, err := ledger.Holder(t.Context(), "snapshot:snap", "")
	require.NoError(t, err)
	require.True(t, found)

	first, blocked = begin(first)
	require.Nil(t, blocked)
	for _, op := range []operation.Operation{second, single} {
		_, blocked = begin(op)
		require.NotNil(t, blocked)
		require.Equal(t, first.ID, blocked.Chain)
	}
	later := record(t, ledger, newOperation(t))
	at, err := ledger.Position(t.Context(), later, terms)
	require.NoError(t, err)
	require.Equal(t, 1, at.QueuePosition, "operations blocked by a chain block no other")
	save(t, ledger, later, operation.Cancelled)
	first = save(t, ledger, first, operation.Accepted)
	first = save(t, ledger, first, operation.Unknown)
	_, blocked = begin(second)
	require.NotNil(t, blocked, "a restore of unknown outcome still holds")
	save(t, ledger, first, operation.Failed)
	single, blocked = begin(single)
	require.Nil(t, blocked)
	second, blocked = begin(second)
	require.Nil(t, blocked, "the steps use different volumes")
	save(t, ledger, second, operation.Failed)
	_, blocked = begin(deletion)
	require.Nil(t, blocked)
	save(t, ledger, single, operation.Failed)
}

func runPauses(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	op := record(t, ledger, newOperation(t))
	until := func() time.Time {
		at, err := ledger.Position(t.Context(), op, operation.Terms{Now: noon, Width: 1})
		require.NoError(t, err)
		return at.Until
	}
	require.Zero(t, until())
	require.NoError(t, ledger.Pause(t.Context(), op.Lane(), noon.Add(time.Minute)))
	require.NoError(t, ledger.Pause(t.Context(), op.Lane(), noon.Add(time.Second)))
	require.Equal(t, noon.Add(time.Minute), until(), "the later end wins")
	require.NoError(t, ledger.Pause(t.Context(), operation.ContractLane, noon.Add(time.Hour)))
	require.Equal(t, noon.Add(time.Hour), until())
	for i, want := range []int{1, 1, 2, 3} {
		times, err := ledger.Busy(t.Context(), op.Lane(), []string{"a", "a", "b", "b"}[i])
		require.NoError(t, err)
		require.Equal(t, want, times)
	}
	require.NoError(t, ledger.Free(t.Context(), op.Lane()))
	require.NoError(t, ledger.Free(t.Context(), operation.ContractLane))
	require.Zero(t, until())
	times, err := ledger.Busy(t.Context(), op.Lane(), "b")
	require.NoError(t, err)
	require.Equal(t, 1, times)
}

func runNext(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	var want []string
	for i := range 5 {
		op := newOperation(t)
		op.VolumeID = fmt.Sprint("vol-", i)
		op.CreatedAt = noon.Add(time.Duration(i) * time.Second)
		switch i {
		case 1:
			op.NotBefore = noon.Add(time.Hour) // it is not due
		case 3:
			op.Task.DependsOn = want[0] // its dependency has not ended
		}
		record(t, ledger, op)
		if i != 1 && i != 3 {
			want = append(want, op.ID)
		}
	}
	lane := "datacenter:dc-1"
	next, err := ledger.Next(t.Context(), lane, noon, 9)
	require.NoError(t, err)
	require.Equal(t, want, next)
	next, err = ledger.Next(t.Context(), lane, noon, 2)
	require.NoError(t, err)
	require.Equal(t, want[:2], next)

	first, err := ledger.FirstPriority(t.Context(), lane)
	require.NoError(t, err)
	moved, err := ledger.Move(t.Context(), want[2:], first-1, operation.Stage{At: noon, Note: "Moved."})
	require.NoError(t, err)
	require.Len(t, moved, 1)
	next, err = ledger.Next(t.Context(), lane, noon, 1)
	require.NoError(t, err)
	require.Equal(t, want[2:], next)
}

// The snapshots that must remain are held only while the deletion is running.
func runRemainingSnapshots(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	paused := func() bool {
		_, found, err := ledger.Holder(t.Context(), "snapshot:other", "")
		require.NoError(t, err)
		return found
	}
	begin := func(op operation.Operation) operation.Operation {
		op.State = operation.Submitting
		op, blocked, err := ledger.Start(t.Context(), op, operation.Stage{State: op.State, At: noon}, operation.Terms{Now: noon, Width: 1, Remaining: []string{"other"}})
		require.NoError(t, err)
		require.Nil(t, blocked)
		return op
	}
	op := newOperation(t)
	op.Kind, op.SnapshotID, op.Batch = operation.DeleteSnapshot, "snap", "batch"
	op = begin(record(t, ledger, op))
	require.True(t, paused())
	op = save(t, ledger, op, operation.Waiting)
	require.False(t, paused(), "a refused operation waits and blocks no other")
	op = save(t, ledger, begin(op), operation.Waiting)
	_, err := ledger.CancelBatch(t.Context(), op.Batch, operation.Stage{At: noon})
	require.NoError(t, err)
	require.False(t, paused())
}

// Snapshots created by a step of a chain, or by an earlier chain for it, are held until the chain has ended.
func runSnapshotsOfChain(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	lost := func(id string) bool {
		deletion := newOperation(t)
		deletion.Kind, deletion.SnapshotID = operation.DeleteSnapshot, id
		at, err := ledger.Position(t.Context(), deletion, operation.Terms{Now: noon, Width: 1})
		require.NoError(t, err)
		return at.Lost
	}
	first, restore := newOperation(t), newOperation(t)
	first.Chain, restore.Chain = first.ID, first.ID
	restore.Kind, restore.SnapshotID, restore.Task.DependsOn = operation.RestoreVolume, "snap", first.ID
	restore.Task.Consent = &operation.Consent{Safety: true, SafetyID: "of another chain"}
	first, restore = record(t, ledger, first), record(t, ledger, restore)
	require.False(t, lost("safety"))
	first = save(t, ledger, first, operation.Submitting)
	first.SnapshotID = "safety"
	save(t, ledger, save(t, ledger, first, operation.Accepted), operation.Done)
	for _, id := range []string{"safety", "snap", "of another chain"} {
		require.True(t, lost(id), id)
	}
	save(t, ledger, restore, operation.Cancelled)
	for _, id := range []string{"safety", "snap", "of another chain"} {
		require.False(t, lost(id), id)
	}
}
