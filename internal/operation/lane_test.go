package operation

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

func sortedStrings(s []string) []string { return slices.Sorted(slices.Values(s)) }

func TestQueuePosition_Table(t *testing.T) {
	t.Parallel()
	at := func(s int) time.Time { return time.Unix(int64(s), 0).UTC() }
	me := Operation{ID: "m", DatacenterID: "dc", State: Queued, CreatedAt: at(10)}
	for name, c := range map[string]struct {
		other Operation
		ahead int
	}{
		"an older one that waits":      {Operation{DatacenterID: "dc", State: Waiting, CreatedAt: at(9)}, 1},
		"a younger one that waits":     {Operation{DatacenterID: "dc", State: Waiting, CreatedAt: at(11)}, 0},
		"a younger one in flight":      {Operation{DatacenterID: "dc", State: Provisioning, CreatedAt: at(11)}, 1},
		"one of the same time, by id":  {Operation{ID: "a", DatacenterID: "dc", State: Queued, CreatedAt: at(10)}, 1},
		"one of the same time, behind": {Operation{ID: "z", DatacenterID: "dc", State: Queued, CreatedAt: at(10)}, 0},
		"one that only lacks labels":   {Operation{DatacenterID: "dc", State: Done, CreatedAt: at(9)}, 0},
		"one of another data center":   {Operation{DatacenterID: "x", State: Submitting, CreatedAt: at(9)}, 0},
		"itself":                       {me, 0},
	} {
		require.Equal(t, c.ahead, queuePosition(me, []Operation{c.other}, at(20)), name)
	}
}

func TestLane_SecondWaitsWithReason(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		first := env.submitCreate()
		env.advance(first)
		time.Sleep(time.Second)
		second := env.create("vol-2")
		retryIn, _ := env.advance(second.ID)
		require.Equal(t, DefaultTiming().QueuePoll, retryIn)
		op := env.op(second.ID)
		require.Equal(t, Waiting, op.State)
		require.Contains(t, op.Stages[1].Note, "1 ahead")
		env.advance(second.ID)
		require.Len(t, env.op(second.ID).Stages, 2, "the reason is recorded only once")

		env.finish(first)
		require.Equal(t, Done, env.finish(second.ID).State)
		require.Zero(t, env.cloud.overlapping)
	})
}

func TestLane_PollsLessOftenFurtherBack(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		turn, width := DefaultTiming().QueuePoll, DefaultTiming().LaneWidth
		for pos := range 40 {
			time.Sleep(time.Nanosecond)
			op := env.create(fmt.Sprintf("vol-%02d", pos))
			retryIn, _ := env.advance(op.ID)
			if pos >= width {
				require.Equal(t, turn*pauseTurns(pos-width+1), retryIn, "%d ahead", pos)
			}
		}
	})
}

func TestLane_RaceIsWonByOlder(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		// The younger operation was recorded first, and checked before the older one was recorded.
		older := Operation{ID: "older", Kind: CreateSnapshot, Key: "o", DatacenterID: "dc", VolumeID: "o", State: Queued, CreatedAt: time.Now(), Stages: []Stage{{State: Queued}}}
		younger := Operation{ID: "younger", Kind: CreateSnapshot, Key: "y", DatacenterID: "dc", VolumeID: "y", State: Queued, CreatedAt: time.Now().Add(1), Stages: []Stage{{State: Queued}}}
		recorded, err := env.ledger.Submit(env.t.Context(), Submission{Ops: []Operation{younger}})
		require.NoError(t, err)
		younger = recorded.First()
		late := false
		env.ledger.passPoint = func(point string) {
			if point == "before Start" && !late {
				late = true
				_, err := env.ledger.Submit(env.t.Context(), Submission{Ops: []Operation{older}})
				require.NoError(t, err)
				env.advance(older.ID)
			}
		}
		env.advance(younger.ID)
		require.Equal(t, Waiting, env.op(younger.ID).State)
		require.Equal(t, Done, env.finish(older.ID).State)
		require.Equal(t, Done, env.finish(younger.ID).State)
		require.Zero(t, env.cloud.overlapping)
	})
}

func TestLane_FIFOAndIndependent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		type arrival struct{ lane, after int }
		arrivals := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) arrival {
			return arrival{rapid.IntRange(0, 2).Draw(t, "lane"), rapid.IntRange(0, 5).Draw(t, "after")}
		}), 1, 12).Draw(rt, "arrivals")
		refused := rapid.SliceOfN(rapid.IntRange(0, 3), 0, 8).Draw(rt, "refused")
		runEnv(t, func(env *testEnv) {
			env.killAt = nil
			lostCalls := 0
			for _, kind := range refused {
				if kind == 3 {
					lostCalls++
				}
				if lostCalls == DefaultTiming().MaxSends {
					break // one operation may give up
				}
				env.cloud.responses = append(env.cloud.responses, []response{
					{}, {err: fault(inventory.ErrRateLimited, 429)}, {err: lost(inventory.ErrServer, 504), applied: true}, {err: lost(inventory.ErrServer, 504)},
				}[kind])
			}
			var workers sync.WaitGroup
			want := map[string][]string{}
			for i, a := range arrivals {
				time.Sleep(time.Duration(a.after)*time.Second + 1)
				one := requestOf(fmt.Sprintf("vol-%02d", i))
				one.DatacenterID = fmt.Sprintf("dc-%d", a.lane)
				op := env.submit("key-"+one.VolumeID, one)[0]
				want[one.DatacenterID] = append(want[one.DatacenterID], op.ID)
				for range 2 { // two workers per job
					workers.Go(func() { env.finish(op.ID) })
				}
			}
			workers.Wait()
			got := map[string][]string{}
			for _, m := range env.cloud.creations {
				_, marker, _ := inventory.CutMarker(m.snapshot.Description)
				got[m.datacenterID] = append(got[m.datacenterID], marker.OperationID)
			}
			require.Equal(env.t, want, got, "each once, in the order of the clicks")
			require.Zero(env.t, env.cloud.overlapping, "one at a time in a data center")
			require.Empty(env.t, env.ledger.violations)
		})
	})
}

func TestLane_DatacentersRunInParallel(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.killAt = nil
		start := time.Now()
		var workers sync.WaitGroup
		for i := range 10 {
			one := requestOf(fmt.Sprint(i))
			one.DatacenterID = fmt.Sprint(i)
			op := env.submit(fmt.Sprint("key-", i), one)[0]
			workers.Go(func() { env.finish(op.ID) })
		}
		workers.Wait()
		require.LessOrEqual(t, time.Since(start), 12*time.Second, "ten take as long as one")
	})
}
