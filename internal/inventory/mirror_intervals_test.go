package inventory

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnIdleContractCostsFourCallsASlowCycle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		watch(t, s, Demand{})
		time.Sleep(time.Second)
		s.counted()
		for range 4 { // until the contract is due, every fifth cycle
			time.Sleep(time.Minute)
			require.Equal(t, map[string]int{"recent": 1, "datacenters": 1, "snapshots": 1, "labels": 1}, s.counted())
		}
	})
}

func TestAnIdleHourReadsWhatSeldomChangesSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		watch(t, s, Demand{})
		time.Sleep(time.Second)
		s.counted()
		time.Sleep(time.Hour)
		require.Equal(t, map[string]int{
			"recent": 60, "requests": 11, "datacenters": 60, "snapshots": 60, "labels": 60, "contract": 11,
			"volumes a": 5, "servers a": 5, "volumes b": 5, "servers b": 5,
		}, s.counted(), "what is due waits for a quiet moment")
	})
}

func TestMirror_WatchedReadsListingsOften(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		snapshots int
		want      map[string]int // in five minutes
	}{
		"few snapshots":  {1, map[string]int{"recent": 30, "snapshots": 27, "labels": 27, "datacenters": 14, "contract": 4, "requests": 1}},
		"many snapshots": {3*listedOften + 1, map[string]int{"recent": 30, "snapshots": 7, "labels": 26, "datacenters": 15, "contract": 4, "requests": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := quiet()
				p.snapshots = nil
				for i := range c.snapshots {
					p.snapshots = append(p.snapshots, &Snapshot{ID: fmt.Sprint(i), Metadata: hoursAgo(i)})
				}
				s := newScript(p)
				watch(t, s, Demand{Watched: func() bool { return true }})
				time.Sleep(time.Minute)
				s.counted()
				time.Sleep(5 * time.Minute)
				for call, n := range s.counted() {
					require.InDelta(t, c.want[call], n, 2, call)
				}
			})
		})
	}
}

func TestMirror_OurOperationsAreFollowedClosely(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*parts)
		want   map[string]int
	}{
		"at rest otherwise": {func(*parts) {}, map[string]int{"requests": 30, "recent": 1, "datacenters": 6, "snapshots": 10, "labels": 1}},
		"a busy volume": {
			func(p *parts) { p.inside["a"].volumes[0].Metadata = in(StateBusy, hoursAgo(1)) },
			map[string]int{"requests": 30, "recent": 1, "datacenters": 6, "snapshots": 10, "labels": 1, "volumes a": 6, "servers a": 6},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := quiet()
				c.change(&p)
				s := newScript(p)
				watch(t, s, Demand{Hurry: func() bool { return true }})
				time.Sleep(time.Second)
				s.counted()
				time.Sleep(time.Minute)
				require.Equal(t, c.want, s.counted())
			})
		})
	}
}

// TestMirror_OthersTransitionsCostNoMoreCalls lets something be in transition for an hour that no
// operation of ours waits for.
func TestMirror_OthersTransitionsCostNoMoreCalls(t *testing.T) {
	t.Parallel()
	busy := in(StateBusy, hoursAgo(1))
	for name, c := range map[string]struct {
		change func(*parts)
		often  string // the call that is made more often than at rest
	}{
		"an open request":    {func(p *parts) { p.requests = []Request{{ID: "r"}} }, "requests"},
		"a busy snapshot":    {func(p *parts) { p.snapshots[0].Metadata = busy }, "snapshots"},
		"a busy data center": {func(p *parts) { p.datacenters[0].Metadata = busy }, "datacenters"},
		"a busy volume":      {func(p *parts) { p.inside["a"].volumes[0].Metadata = busy }, "volumes a"},
	} {
		for watched, most := range map[bool]int{false: 9, true: 24} {
			t.Run(fmt.Sprint(name, ", watched ", watched), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					p := quiet()
					c.change(&p)
					s := newScript(p)
					watch(t, s, Demand{Watched: func() bool { return watched }})
					time.Sleep(time.Second)
					s.counted()
					often := 0
					for range 60 {
						time.Sleep(time.Minute)
						all := 0
						for call, n := range s.counted() {
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

func TestAVolumeThatSettlesAfterItsDataCenterIsSeenSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := quiet()
		p.inside["a"].volumes[0].Metadata.State = StateBusy
		s := newScript(p)
		m := watch(t, s, Demand{Watched: func() bool { return true }})
		time.Sleep(time.Second)
		require.True(t, m.View().InTransition())
		s.change(func(p *parts) {
			p.inside["a"] = inside{volumes: []Volume{{ID: "va", DatacenterID: "a", Metadata: hoursAgo(9)}}}
		})
		time.Sleep(30 * time.Second)
		synctest.Wait()
		require.False(t, m.View().InTransition())
	})
}

func TestANewViewerShortensIntervalsThatHaveBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var watched atomic.Bool
		s := newScript(quiet())
		m := watch(t, s, Demand{Watched: watched.Load})
		time.Sleep(30 * time.Second)
		s.counted()

		watched.Store(true)
		m.Nudge()
		synctest.Wait()
		require.Equal(t, map[string]int{"recent": 1, "labels": 1}, s.counted(), "30 s are longer than the watched interval")
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Equal(t, map[string]int{"snapshots": 1, "datacenters": 1}, s.counted(), "one after the other")
	})
}

func TestANudgeReadsPartsNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		m := watch(t, s, Demand{})
		time.Sleep(time.Second)
		s.counted()
		before := m.ReadAt(PartSnapshots)

		m.Nudge(PartSnapshots, InsideOf("b"), InsideOf("unheard of"))
		synctest.Wait()
		require.Equal(t, map[string]int{"snapshots": 1, "volumes b": 1, "servers b": 1}, s.counted())
		require.Equal(t, before.Add(time.Second), m.ReadAt(PartSnapshots))
	})
}

func TestANudgeDuringAReadingReadsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		s.taking[PartSnapshots] = 5 * time.Second
		m := watch(t, s, Demand{})
		time.Sleep(time.Second) // the reading has begun, so it may miss what happens now
		m.Nudge(PartSnapshots)
		time.Sleep(time.Second)
		s.change(func(p *parts) { p.snapshots[0].Name = "renamed" })
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Equal(t, 2, s.counted()["snapshots"])
		require.Equal(t, "renamed", m.View().Snapshots[0].Name)
	})
}

func TestAShortBudgetStretchesAllIntervalsAndSaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		m := watch(t, s, Demand{Stretch: func() float64 { return 3 }})
		time.Sleep(time.Second)
		s.counted()
		require.True(t, m.Health().Stretched)
		time.Sleep(2 * time.Minute)
		require.Empty(t, s.counted())
		time.Sleep(time.Minute)
		require.Equal(t, map[string]int{"recent": 1, "datacenters": 1, "snapshots": 1, "labels": 1}, s.counted())
	})
}

func TestAStretchBelowOneIsNone(t *testing.T) {
	t.Parallel()
	require.InDelta(t, 1, Demand{Stretch: func() float64 { return 0 }}.stretch(), 0)
	require.InDelta(t, 1, Demand{}.stretch(), 0)
}
