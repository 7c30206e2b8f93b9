package inventory

import (
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
			require.Equal(t, map[string]int{"requests": 1, "datacenters": 1, "snapshots": 1, "labels": 1}, s.counted())
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
			"requests": 60, "datacenters": 60, "snapshots": 60, "labels": 60, "contract": 11,
			"volumes a": 5, "servers a": 5, "volumes b": 5, "servers b": 5,
		}, s.counted(), "what is due waits for a quiet moment")
	})
}

func TestWhileSomebodyLooksOnlyTheRequestsAreReadMoreOften(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		watch(t, s, Demand{Watched: func() bool { return true }})
		time.Sleep(time.Second)
		s.counted()
		time.Sleep(time.Minute)
		require.Equal(t, map[string]int{"requests": 6, "datacenters": 1, "snapshots": 1, "labels": 1}, s.counted())
	})
}

func TestWhileSomethingIsInTransitionItIsWatchedClosely(t *testing.T) {
	t.Parallel()
	busy := in(StateBusy, hoursAgo(1))
	fast := map[string]int{"requests": 30, "datacenters": 6, "snapshots": 10, "labels": 1}
	for name, c := range map[string]struct {
		change func(*parts)
		demand Demand
		want   map[string]int
	}{
		"an operation of ours": {func(*parts) {}, Demand{Hurry: func() bool { return true }}, fast},
		"an open request":      {func(p *parts) { p.requests = []Request{{ID: "r"}} }, Demand{}, fast},
		"a busy snapshot":      {func(p *parts) { p.snapshots[0].Metadata = busy }, Demand{}, fast},
		"a busy data center":   {func(p *parts) { p.datacenters[0].Metadata = busy }, Demand{}, fast},
		"a busy volume": {
			func(p *parts) { p.inside["a"].volumes[0].Metadata = busy }, Demand{},
			map[string]int{"requests": 30, "datacenters": 6, "snapshots": 10, "labels": 1, "volumes a": 6, "servers a": 6},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := quiet()
				c.change(&p)
				s := newScript(p)
				watch(t, s, c.demand)
				time.Sleep(time.Second)
				s.counted()
				time.Sleep(time.Minute)
				require.Equal(t, c.want, s.counted())
			})
		})
	}
}

func TestAVolumeThatSettlesAfterItsDataCenterIsSeenSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := quiet()
		p.inside["a"].volumes[0].Metadata.State = StateBusy
		s := newScript(p)
		m := watch(t, s, Demand{})
		time.Sleep(time.Second)
		require.True(t, m.View().InTransition())
		s.change(func(p *parts) {
			p.inside["a"] = inside{volumes: []Volume{{ID: "va", DatacenterID: "a", Metadata: hoursAgo(9)}}}
		})
		time.Sleep(10 * time.Second)
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
		require.Equal(t, map[string]int{"requests": 1}, s.counted(), "30 s are longer than the watched pace")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, map[string]int{"requests": 1}, s.counted())
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
		require.Equal(t, map[string]int{"requests": 1, "datacenters": 1, "snapshots": 1, "labels": 1}, s.counted())
	})
}

func TestAStretchBelowOneIsNone(t *testing.T) {
	t.Parallel()
	require.InDelta(t, 1, Demand{Stretch: func() float64 { return 0 }}.stretch(), 0)
	require.InDelta(t, 1, Demand{}.stretch(), 0)
}
