package operation

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func op(n int, s State) Operation {
	return Operation{ID: fmt.Sprintf("op-%04d", n), State: s, CreatedAt: time.Unix(int64(n), 0).UTC(), VolumeID: fmt.Sprint("v", n%2)}
}

func opIDs(ops []Operation) []string {
	ids := []string{}
	for _, o := range ops {
		ids = append(ids, o.ID)
	}
	return ids
}

func TestCache_ListsNewestFirst(t *testing.T) {
	t.Parallel()
	c := NewCache(op(1, Done), op(3, Queued))
	c.Put(op(2, Provisioning))
	require.Equal(t, []string{"op-0003", "op-0002", "op-0001"}, opIDs(c.All()))
	require.Equal(t, []string{"op-0003", "op-0002"}, opIDs(c.Running()))
	require.Equal(t, []string{"op-0003", "op-0001"}, opIDs(c.OnVolume("v1")))
	got, ok := c.Operation("op-0002")
	require.True(t, ok)
	require.Equal(t, Provisioning, got.State)
	_, ok = c.Operation("nobody")
	require.False(t, ok)
}

func TestCache_FindsCreationOfSnapshot(t *testing.T) {
	t.Parallel()
	made := op(1, Done)
	made.SnapshotID, made.Kind = "s", CreateSnapshot
	c := NewCache(made, op(2, Queued))
	got, ok := c.CreationOf("s")
	require.True(t, ok)
	require.Equal(t, "op-0001", got.ID)
	for _, unknown := range []string{"x", ""} {
		_, ok = c.CreationOf(unknown)
		require.False(t, ok, "an operation that has no snapshot yet made none")
	}
}

func TestCache_ListsUnresolvedUntilResolved(t *testing.T) {
	t.Parallel()
	c := NewCache(op(1, Unknown), op(2, Failed), op(3, Unknown))
	require.Equal(t, []string{"op-0003", "op-0001"}, opIDs(c.Unresolved()))
	for n := range 2 * maxComplete {
		c.Put(op(10+n, Done))
	}
	require.Equal(t, []string{"op-0003", "op-0001"}, opIDs(c.Unresolved()), "however old")
	resolved := op(3, Failed)
	resolved.Version = 1
	c.Put(resolved)
	require.Equal(t, []string{"op-0001"}, opIDs(c.Unresolved()))
}

func TestCache_KnowsRetriedOperations(t *testing.T) {
	t.Parallel()
	retry := op(2, Queued)
	retry.RetryOf = "op-0001"
	c := NewCache(op(1, Failed))
	require.False(t, c.Retried("op-0001"))
	c.Put(retry)
	require.True(t, c.Retried("op-0001"))
	require.False(t, c.Retried("op-0002"))
	require.False(t, c.Retried(""))
}

func TestCache_KeepsNewestVersion(t *testing.T) {
	t.Parallel()
	later, sooner := op(1, Done), op(1, Accepted)
	later.Version, sooner.Version = 5, 4
	c := NewCache(later)
	c.Put(sooner)
	require.Equal(t, Done, c.All()[0].State)
}

func TestCache_EvictsOldCompleteOperationsOnly(t *testing.T) {
	t.Parallel()
	c := NewCache(op(1, Provisioning))
	for n := 2; n <= maxComplete+10; n++ {
		c.Put(op(n, Done))
	}
	require.Len(t, c.All(), maxComplete+1)
	require.Equal(t, []string{"op-0001"}, opIDs(c.Running()))
	_, ok := c.Operation("op-0005")
	require.False(t, ok)
	c.Put(op(5, Done)) // a late notification
	require.Len(t, c.All(), maxComplete+1)
}

func TestCache_EvictsWhileNoPageIsRendered(t *testing.T) {
	t.Parallel()
	c := NewCache(op(1, Provisioning))
	for n := 2; n <= 4*maxComplete; n++ {
		c.Put(op(n, Done))
	}
	require.LessOrEqual(t, len(c.byID), 2*maxComplete+1)
	require.Equal(t, []string{"op-0001"}, opIDs(c.Sent()))
}

func TestCache_ListsAreImmutable(t *testing.T) {
	t.Parallel()
	c := NewCache(op(1, Queued))
	before := c.All()
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			for n := range 50 {
				c.Put(op(2+w*50+n, Done))
				c.Running()
				c.Operation("op-0001")
			}
		})
	}
	workers.Wait()
	require.Equal(t, []string{"op-0001"}, opIDs(before))
	require.Len(t, c.All(), 201)
}

func TestCache_CountsInFlightAndOpenInBatch(t *testing.T) {
	t.Parallel()
	one, two := op(1, Queued), op(2, Queued)
	one.Batch, two.Batch = "b", "b"
	c := NewCache(one, two, op(3, Queued))
	require.False(t, c.InFlight())
	require.Equal(t, 2, c.CountOpenInBatch("b"))
	for n, state := range []State{Submitting, Accepted, Provisioning} {
		one.State, one.Version = state, int64(n+1)
		c.Put(one)
		require.True(t, c.InFlight(), state)
	}
	one.State, one.Version = Done, 9
	c.Put(one)
	require.False(t, c.InFlight())
	require.Equal(t, 1, c.CountOpenInBatch("b"))
	two.State, two.Version = Cancelled, 2
	c.Put(two)
	require.Zero(t, c.CountOpenInBatch("b"))
}

func BenchmarkCache_PutWhenFull(b *testing.B) {
	cache := NewCache()
	for n := range maxComplete {
		cache.Put(op(n, Done))
	}
	next := op(maxComplete, Provisioning)
	b.ReportAllocs()
	for b.Loop() {
		next.Version++
		cache.Put(next)
	}
}

func TestCache_FindsOperationsOnSnapshot(t *testing.T) {
	t.Parallel()
	c := NewCache()
	deletion := op(1, Queued)
	deletion.Kind, deletion.SnapshotID, deletion.Actor = DeleteSnapshot, "s", "amy"
	step := op(2, Queued)
	step.Task.DependsOn = deletion.ID
	c.Put(deletion)
	c.Put(step)
	found, open := c.Deletion("s")
	require.True(t, open)
	require.Equal(t, deletion.ID, found.ID)
	require.Equal(t, []string{deletion.ID}, opIDs(c.Deletions()))
	require.Equal(t, []string{deletion.ID}, opIDs(c.OnSnapshot("s")))
	require.Equal(t, []string{step.ID}, opIDs(c.Dependents(deletion.ID)))
	require.Equal(t, 1, c.CountOpen("amy"))
	deletion.State, deletion.Version = Cancelled, 2
	c.Put(deletion)
	_, open = c.Deletion("s")
	require.False(t, open)
	require.Zero(t, c.CountOpen("amy"))
	for n := 3; n <= maxComplete+10; n++ {
		c.Put(op(n, Done))
	}
	c.All()
	require.Empty(t, c.OnSnapshot("s"), "an evicted operation is removed from all indexes")
}
