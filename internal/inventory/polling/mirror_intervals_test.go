package polling

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestMirror_IdleCallsPerCycle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		runMirror(t, s, Demand{})
		time.Sleep(time.Second)
		s.takeCalls()
		for range 4 { // until the contract is due, every fifth cycle
			time.Sleep(time.Minute)
			require.Equal(t, map[string]int{"recent": 1, "datacenters": 1, "snapshots": 1, "labels": 1}, s.takeCalls())
		}
	})
}

func TestMirror_IdleHourCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		runMirror(t, s, Demand{})
		time.Sleep(time.Second)
		s.takeCalls()
		time.Sleep(time.Hour)
		require.Equal(t, map[string]int{
			"recent": 60, "requests": 11, "datacenters": 60, "snapshots": 60, "labels": 60, "contract": 11,
			"volumes a": 5, "servers a": 5, "volumes b": 5, "servers b": 5,
		}, s.takeCalls(), "due reads are spread over the cycles")
	})
}

func TestMirror_WatchedReadsListingsOften(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		snapshots int
		want      map[string]int // in five minutes
	}{
		"few snapshots":  {1, map[string]int{"recent": 30, "snapshots": 25, "labels": 25, "datacenters": 13, "contract": 4, "requests": 1}},
		"many snapshots": {3*listedOften + 1, map[string]int{"recent": 30, "snapshots": 7, "labels": 26, "datacenters": 15, "contract": 4, "requests": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := smallContract()
				p.Snapshots = nil
				for i := range c.snapshots {
					p.Snapshots = append(p.Snapshots, &inventory.Snapshot{ID: fmt.Sprint(i), Metadata: hoursAgo(i)})
				}
				s := newFakeSource(p)
				runMirror(t, s, Demand{Watched: func() bool { return true }})
				time.Sleep(time.Minute)
				s.takeCalls()
				time.Sleep(5 * time.Minute)
				for call, n := range s.takeCalls() {
					require.InDelta(t, c.want[call], n, 2, call)
				}
			})
		})
	}
}

func TestMirror_PollsOwnOperationsFast(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*inventory.ContractData)
		want   map[string]int
	}{
		"at rest otherwise": {func(*inventory.ContractData) {}, map[string]int{"requests": 30, "recent": 1, "datacenters": 6, "snapshots": 10, "labels": 1}},
		"a busy volume": {
			func(p *inventory.ContractData) {
				p.ByDatacenter["a"].Volumes[0].Metadata = withState(inventory.StateBusy, hoursAgo(1))
			},
			map[string]int{"requests": 30, "recent": 1, "datacenters": 6, "snapshots": 10, "labels": 1, "volumes a": 6, "servers a": 6},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := smallContract()
				c.change(&p)
				s := newFakeSource(p)
				runMirror(t, s, Demand{Active: func() bool { return true }})
				time.Sleep(time.Second)
				s.takeCalls()
				time.Sleep(time.Minute)
				require.Equal(t, c.want, s.takeCalls())
			})
		})
	}
}

// Something that no operation of ours waits for is in transition for an hour.
func TestMirror_OthersTransitionsCostNoMoreCalls(t *testing.T) {
	t.Parallel()
	busy := withState(inventory.StateBusy, hoursAgo(1))
	for name, c := range map[string]struct {
		change func(*inventory.ContractData)
		often  string // the call that is made more often
	}{
		"an open request":    {func(p *inventory.ContractData) { p.Requests = []inventory.Request{{ID: "r"}} }, "requests"},
		"a busy snapshot":    {func(p *inventory.ContractData) { p.Snapshots[0].Metadata = busy }, "snapshots"},
		"a busy data center": {func(p *inventory.ContractData) { p.Datacenters[0].Metadata = busy }, "datacenters"},
		"a busy volume":      {func(p *inventory.ContractData) { p.ByDatacenter["a"].Volumes[0].Metadata = busy }, "volumes a"},
	} {
		for watched, most := range map[bool]int{false: 9, true: 24} {
			t.Run(fmt.Sprint(name, ", watched ", watched), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					p := smallContract()
					c.change(&p)
					s := newFakeSource(p)
					runMirror(t, s, Demand{Watched: func() bool { return watched }})
					time.Sleep(time.Second)
					s.takeCalls()
					often := 0
					for range 60 {
						time.Sleep(time.Minute)
						all := 0
						for call, n := range s.takeCalls() {
							all += n
							if call == c.often {
								often += n
							}
						}
						require.LessOrEqual(t, all, most)
					}
					require.GreaterOrEqual(t, often, 60)
				})
			})
		}
	}
}

func TestMirror_VolumeStableAfterDatacenter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := smallContract()
		p.ByDatacenter["a"].Volumes[0].Metadata.State = inventory.StateBusy
		s := newFakeSource(p)
		m := runMirror(t, s, Demand{Watched: func() bool { return true }})
		time.Sleep(time.Second)
		require.True(t, m.View().InTransition())
		s.change(func(p *inventory.ContractData) {
			p.ByDatacenter["a"] = inventory.DatacenterData{Volumes: []inventory.Volume{{ID: "va", DatacenterID: "a", Metadata: hoursAgo(9)}}}
		})
		time.Sleep(30 * time.Second)
		synctest.Wait()
		require.False(t, m.View().InTransition())
	})
}

func TestMirror_NewViewerShortensIntervals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var watched atomic.Bool
		s := newFakeSource(smallContract())
		m := runMirror(t, s, Demand{Watched: watched.Load})
		time.Sleep(30 * time.Second)
		s.takeCalls()

		watched.Store(true)
		m.Refresh()
		synctest.Wait()
		require.Equal(t, map[string]int{"recent": 1, "labels": 1}, s.takeCalls(), "30 s are longer than the watched interval")
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Equal(t, map[string]int{"snapshots": 1, "datacenters": 1}, s.takeCalls(), "one after the other")
	})
}

func TestMirror_RefreshReadsNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		m := runMirror(t, s, Demand{})
		time.Sleep(time.Second)
		s.takeCalls()
		before := m.ReadAt(inventory.ResourceSnapshots)

		m.Refresh(inventory.ResourceSnapshots, inventory.ContentsOf("b"), inventory.ContentsOf("not listed"))
		synctest.Wait()
		require.Equal(t, map[string]int{"snapshots": 1, "volumes b": 1, "servers b": 1}, s.takeCalls())
		require.Equal(t, before.Add(time.Second), m.ReadAt(inventory.ResourceSnapshots))
	})
}

func TestMirror_RefreshDuringReadReadsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		s.delay[inventory.ResourceSnapshots] = 5 * time.Second
		m := runMirror(t, s, Demand{})
		time.Sleep(time.Second) // the poll has begun and may miss what happens now
		m.Refresh(inventory.ResourceSnapshots)
		time.Sleep(time.Second)
		s.change(func(p *inventory.ContractData) { p.Snapshots[0].Name = "renamed" })
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Equal(t, 2, s.takeCalls()["snapshots"])
		require.Equal(t, "renamed", m.View().Snapshots[0].Name)
	})
}

func TestMirror_ShortBudgetBacksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		m := runMirror(t, s, Demand{Backoff: func() float64 { return 3 }})
		time.Sleep(time.Second)
		s.takeCalls()
		require.True(t, m.Health().BackingOff)
		time.Sleep(2 * time.Minute)
		require.Empty(t, s.takeCalls())
		time.Sleep(time.Minute)
		require.Equal(t, map[string]int{"recent": 1, "datacenters": 1, "snapshots": 1, "labels": 1}, s.takeCalls())
	})
}

func TestDemand_BackoffIsAtLeastOne(t *testing.T) {
	t.Parallel()
	require.InDelta(t, 1, Demand{Backoff: func() float64 { return 0 }}.backoff(), 0)
	require.InDelta(t, 1, Demand{}.backoff(), 0)
}
