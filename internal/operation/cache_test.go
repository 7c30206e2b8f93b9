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

func TestTheBoardShowsOperationsNewestFirst(t *testing.T) {
	t.Parallel()
	b := NewBoard(op(1, Done), op(3, Queued))
	b.Put(op(2, Provisioning))
	require.Equal(t, []string{"op-0003", "op-0002", "op-0001"}, opIDs(b.All()))
	require.Equal(t, []string{"op-0003", "op-0002"}, opIDs(b.Running()))
	require.Equal(t, []string{"op-0003", "op-0001"}, opIDs(b.OnVolume("v1")))
	got, ok := b.Operation("op-0002")
	require.True(t, ok)
	require.Equal(t, Provisioning, got.State)
	_, ok = b.Operation("nobody")
	require.False(t, ok)
}

func TestTheBoardKnowsWhoMadeASnapshot(t *testing.T) {
	t.Parallel()
	made := op(1, Done)
	made.SnapshotID, made.Kind = "s", CreateSnapshot
	b := NewBoard(made, op(2, Queued))
	got, ok := b.OfSnapshot("s")
	require.True(t, ok)
	require.Equal(t, "op-0001", got.ID)
	for _, unknown := range []string{"x", ""} {
		_, ok = b.OfSnapshot(unknown)
		require.False(t, ok, "an operation that has no snapshot yet made none")
	}
}

func TestTheBoardKeepsTheNewestVersion(t *testing.T) {
	t.Parallel()
	later, sooner := op(1, Done), op(1, Accepted)
	later.Version, sooner.Version = 5, 4
	b := NewBoard(later)
	b.Put(sooner)
	require.Equal(t, Done, b.All()[0].State)
}

func TestTheBoardForgetsOldSettledOperationsAndNoOthers(t *testing.T) {
	t.Parallel()
	b := NewBoard(op(1, Provisioning))
	for n := 2; n <= boardSize+10; n++ {
		b.Put(op(n, Done))
	}
	require.Len(t, b.All(), boardSize+1)
	require.Equal(t, []string{"op-0001"}, opIDs(b.Running()))
	_, ok := b.Operation("op-0005")
	require.False(t, ok)
	b.Put(op(5, Done)) // heard of late
	require.Len(t, b.All(), boardSize+1)
}

func TestAListOfTheBoardNeverChanges(t *testing.T) {
	t.Parallel()
	b := NewBoard(op(1, Queued))
	before := b.All()
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			for n := range 50 {
				b.Put(op(2+w*50+n, Done))
				b.Running()
				b.Operation("op-0001")
			}
		})
	}
	workers.Wait()
	require.Equal(t, []string{"op-0001"}, opIDs(before))
	require.Len(t, b.All(), 201)
}

func TestTheBoardCountsWhatIsInFlightAndOpenOfABatch(t *testing.T) {
	t.Parallel()
	one, two := op(1, Queued), op(2, Queued)
	one.Batch, two.Batch = "b", "b"
	b := NewBoard(one, two, op(3, Queued))
	require.False(t, b.InFlight())
	require.Equal(t, 2, b.CountOpenIn("b"))
	for n, state := range []State{Submitting, Accepted, Provisioning} {
		one.State, one.Version = state, int64(n+1)
		b.Put(one)
		require.True(t, b.InFlight(), state)
	}
	one.State, one.Version = Done, 9
	b.Put(one)
	require.False(t, b.InFlight())
	require.Equal(t, 1, b.CountOpenIn("b"))
	two.State, two.Version = Cancelled, 2
	b.Put(two)
	require.Zero(t, b.CountOpenIn("b"))
}

func BenchmarkPuttingAnOperationOnAFullBoard(b *testing.B) {
	board := NewBoard()
	for n := range boardSize {
		board.Put(op(n, Done))
	}
	next := op(boardSize, Provisioning)
	b.ReportAllocs()
	for b.Loop() {
		next.Version++
		board.Put(next)
	}
}

func TestTheBoardFindsWhatIsDoneToASnapshot(t *testing.T) {
	t.Parallel()
	b := NewBoard()
	deletion := op(1, Queued)
	deletion.Kind, deletion.SnapshotID, deletion.Actor = DeleteSnapshot, "s", "amy"
	step := op(2, Queued)
	step.Task.After = deletion.ID
	b.Put(deletion)
	b.Put(step)
	found, open := b.Deletion("s")
	require.True(t, open)
	require.Equal(t, deletion.ID, found.ID)
	require.Equal(t, []string{deletion.ID}, opIDs(b.Deletions()))
	require.Equal(t, []string{deletion.ID}, opIDs(b.OnSnapshot("s")))
	require.Equal(t, []string{step.ID}, opIDs(b.After(deletion.ID)))
	require.Equal(t, 1, b.CountOpen("amy"))
	deletion.State, deletion.Version = Cancelled, 2
	b.Put(deletion)
	_, open = b.Deletion("s")
	require.False(t, open)
	require.Zero(t, b.CountOpen("amy"))
	for n := 3; n <= boardSize+10; n++ {
		b.Put(op(n, Done))
	}
	b.All()
	require.Empty(t, b.OnSnapshot("s"), "what is forgotten is forgotten everywhere")
}
