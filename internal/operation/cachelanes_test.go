package operation

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// someOperations returns operations of all kinds in every state, on few targets.
func someOperations(r *rand.Rand, n int) []Operation {
	kinds := Kinds()
	states := []State{Queued, Waiting, Submitting, Accepted, Provisioning, Done, Failed, Unknown, Cancelled}
	ops := make([]Operation, 0, n)
	for i := range n {
		op := Operation{
			ID: fmt.Sprintf("op-%04d", i), Version: 1, Kind: kinds[r.IntN(len(kinds))], State: states[r.IntN(len(states))], Priority: int64(r.IntN(2)),
			DatacenterID: fmt.Sprint("dc-", r.IntN(2)), SnapshotID: fmt.Sprint("s-", r.IntN(4)), VolumeID: fmt.Sprint("v-", r.IntN(3)), CreatedAt: laneAt(r.IntN(5)),
		}
		if r.IntN(4) == 0 {
			op.NotBefore = laneAt(r.IntN(40))
		}
		if i > 0 && r.IntN(4) == 0 {
			op.Task.DependsOn = ops[r.IntN(i)].ID
		}
		if r.IntN(4) == 0 {
			op.BackupRestoredAt = laneAt(1)
		}
		ops = append(ops, op)
	}
	return ops
}

// The reference counts the operations from a plain list while they change and time passes.
func TestCache_QueuePositionMatchesLedger(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 40 {
		ops := someOperations(r, 30)
		c := NewCache(ops...)
		for step := range 20 {
			now := laneAt(step * 2)
			for _, op := range ops {
				if !op.State.CanBeCancelled() {
					continue
				}
				require.Equal(t, queuePosition(op, ops, now), c.QueuePosition(op, now), "round %d, step %d: %+v", round, step, op)
				require.Equal(t, waitsForDependency(op, ops), c.WaitsForDependency(op), "%+v", op)
			}
			changed := &ops[r.IntN(len(ops))]
			changed.Version++
			changed.State = []State{Waiting, Submitting, Done, Cancelled}[r.IntN(4)]
			c.Put(*changed)
		}
	}
}

func TestCache_ReloadDropsQueues(t *testing.T) {
	t.Parallel()
	waiting := func(id string) Operation {
		return Operation{ID: id, Version: 1, Kind: CreateSnapshot, State: Waiting, DatacenterID: "dc", VolumeID: id}
	}
	c := NewCache(waiting("a"), waiting("b"))
	require.Equal(t, 1, c.QueuePosition(waiting("b"), laneAt(0)))
	c.Reload(waiting("b"))
	require.Zero(t, c.QueuePosition(waiting("b"), laneAt(0)))
}

func TestCache_ForeignChanges(t *testing.T) {
	t.Parallel()
	view := func(requests ...string) *inventory.View {
		l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Metadata: inventory.Metadata{State: inventory.StateBusy}}}}
		for _, id := range requests {
			l.Requests = append(l.Requests, inventory.Request{ID: id, Status: inventory.RequestRunning, URL: "/datacenters/dc/volumes", Method: "POST", Targets: []inventory.Target{{ID: "dc", Type: "datacenter"}}})
		}
		return inventory.NewView(l, laneAt(0))
	}
	ours := Operation{ID: "op", Version: 1, Kind: CreateVolume, State: Accepted, DatacenterID: "dc", RequestID: "ours"}
	require.Equal(t, 1, NewCache(ours).ForeignChanges("dc", view("ours", "theirs")))
	require.Zero(t, NewCache(ours).ForeignChanges("dc", view("ours")))
	require.Zero(t, NewCache(ours).ForeignChanges("dc", view()), "our own operations may keep it busy")
	require.Equal(t, 1, NewCache().ForeignChanges("dc", view()))
	for _, v := range []*inventory.View{view("ours", "theirs"), view("ours"), view()} {
		require.Equal(t, foreignChanges("dc", []Operation{ours}, v), NewCache(ours).ForeignChanges("dc", v))
	}
}

func TestCache_NeededByOpenRestore(t *testing.T) {
	t.Parallel()
	op := Operation{ID: "op", Version: 1, Kind: RestoreVolume, State: Queued, Chain: "op", SnapshotID: "s", VolumeID: "v"}
	c := NewCache()
	require.False(t, c.Needed("s"))
	c.Put(op)
	require.True(t, c.Needed("s"))
	require.False(t, c.Needed("other"))
	op.Version, op.State = 2, Done
	c.Put(op)
	require.False(t, c.Needed("s"))
}

// BenchmarkCache_QueuePosition5000 computes 50 positions after one of 5,000 operations has changed.
func BenchmarkCache_QueuePosition5000(b *testing.B) {
	const n = 5000
	cache := NewCache()
	ops := make([]Operation, 0, n)
	for i := range n {
		op := Operation{
			ID: fmt.Sprintf("op-%05d", i), Version: 1, Kind: CreateSnapshot, State: Waiting, DatacenterID: "dc", VolumeID: fmt.Sprint("v-", i),
			CreatedAt: laneAt(0).Add(time.Duration(i) * time.Second),
		}
		ops = append(ops, op)
		cache.Put(op)
	}
	b.ReportAllocs()
	for b.Loop() {
		ops[0].Version++
		cache.Put(ops[0])
		for _, op := range ops[:50] {
			cache.QueuePosition(op, laneAt(0))
		}
	}
}

// laneAt returns a time some minutes after a fixed one.
func laneAt(minutes int) time.Time {
	return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}
