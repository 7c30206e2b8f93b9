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

func TestWhoIsAheadInALane(t *testing.T) {
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
		require.Equal(t, c.ahead, Ahead(me, []Operation{c.other}, at(20)), name)
	}
}

func TestTheSecondInALaneWaitsAndSaysWhy(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		first := w.click()
		w.advance(first)
		time.Sleep(time.Second)
		second := w.create("vol-2")
		again, _ := w.advance(second.ID)
		require.Equal(t, DefaultTiming().Turn, again)
		op := w.op(second.ID)
		require.Equal(t, Waiting, op.State)
		require.Contains(t, op.Stages[1].Note, "1 ahead")
		w.advance(second.ID)
		require.Len(t, w.op(second.ID).Stages, 2, "it does not say so again and again")

		w.finish(first)
		require.Equal(t, Done, w.finish(second.ID).State)
		require.Zero(t, w.heaven.overlap)
	})
}

func TestThoseFurtherBackInALaneLookLessOften(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		turn, width := DefaultTiming().Turn, DefaultTiming().LaneWidth
		for place := range 40 {
			time.Sleep(time.Nanosecond)
			op := w.create(fmt.Sprintf("vol-%02d", place))
			again, _ := w.advance(op.ID)
			if place >= width {
				require.Equal(t, turn*turnsBack(place-width+1), again, "%d ahead", place)
			}
		}
	})
}

func TestOfTwoThatFoundTheLaneFreeTheOlderGoesFirst(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		// The younger was recorded first, and looked before the older was recorded.
		older := Operation{ID: "older", Kind: CreateSnapshot, Key: "o", DatacenterID: "dc", VolumeID: "o", State: Queued, CreatedAt: time.Now(), Stages: []Stage{{State: Queued}}}
		younger := Operation{ID: "younger", Kind: CreateSnapshot, Key: "y", DatacenterID: "dc", VolumeID: "y", State: Queued, CreatedAt: time.Now().Add(1), Stages: []Stage{{State: Queued}}}
		recorded, err := w.book.Submit(w.t.Context(), Submission{Ops: []Operation{younger}})
		require.NoError(t, err)
		younger = recorded.First()
		late := false
		w.book.pass = func(point string) {
			if point == "before Start" && !late {
				late = true
				_, err := w.book.Submit(w.t.Context(), Submission{Ops: []Operation{older}})
				require.NoError(t, err)
				w.advance(older.ID)
			}
		}
		w.advance(younger.ID)
		require.Equal(t, Waiting, w.op(younger.ID).State)
		require.Equal(t, Done, w.finish(older.ID).State)
		require.Equal(t, Done, w.finish(younger.ID).State)
		require.Zero(t, w.heaven.overlap)
	})
}

func TestLanesAreFirstComeFirstServedAndIndependent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		type arrival struct{ lane, after int }
		arrivals := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) arrival {
			return arrival{rapid.IntRange(0, 2).Draw(t, "lane"), rapid.IntRange(0, 5).Draw(t, "after")}
		}), 1, 12).Draw(rt, "arrivals")
		refused := rapid.SliceOfN(rapid.IntRange(0, 3), 0, 8).Draw(rt, "answers")
		inWorld(t, func(w *world) {
			w.dieAt = nil
			gone := 0
			for _, kind := range refused {
				if kind == 3 {
					gone++
				}
				if gone == DefaultTiming().Resends {
					break // one operation might give up
				}
				w.heaven.answers = append(w.heaven.answers, []answer{
					{}, {err: fault(inventory.ErrRateLimited, 429)}, {err: lost(inventory.ErrServer, 504), carried: true}, {err: lost(inventory.ErrServer, 504)},
				}[kind])
			}
			var workers sync.WaitGroup
			want := map[string][]string{}
			for i, a := range arrivals {
				time.Sleep(time.Duration(a.after)*time.Second + 1)
				one := requestOf(fmt.Sprintf("vol-%02d", i))
				one.DatacenterID = fmt.Sprintf("dc-%d", a.lane)
				op := w.submit("key-"+one.VolumeID, one)[0]
				want[one.DatacenterID] = append(want[one.DatacenterID], op.ID)
				for range 2 { // each job may be worked on twice at a time
					workers.Go(func() { w.finish(op.ID) })
				}
			}
			workers.Wait()
			got := map[string][]string{}
			for _, m := range w.heaven.made {
				_, marker, _ := inventory.CutMarker(m.snapshot.Description)
				got[m.datacenterID] = append(got[m.datacenterID], marker.OperationID)
			}
			require.Equal(w.t, want, got, "each once, in the order of the clicks")
			require.Zero(w.t, w.heaven.overlap, "one at a time in a data center")
			require.Empty(w.t, w.book.breaches)
		})
	})
}

func TestDifferentDataCentersGoInParallel(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.dieAt = nil
		start := time.Now()
		var workers sync.WaitGroup
		for i := range 10 {
			one := requestOf(fmt.Sprint(i))
			one.DatacenterID = fmt.Sprint(i)
			op := w.submit(fmt.Sprint("key-", i), one)[0]
			workers.Go(func() { w.finish(op.ID) })
		}
		workers.Wait()
		require.LessOrEqual(t, time.Since(start), 12*time.Second, "ten take as long as one")
	})
}
