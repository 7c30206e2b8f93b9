package inventory

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheFirstLoadShowsPartsAsTheyCome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		s.taking[InsideOf("a")] = 2 * time.Second // for each of its two calls
		s.taking[InsideOf("b")] = 3 * time.Second
		m := watch(t, s, Demand{})
		require.NotNil(t, m.View())
		require.Zero(t, m.View().Version)
		require.False(t, m.View().Loading.Complete)

		synctest.Wait()
		require.Equal(t, Progress{Done: 0, Total: 2}, m.View().Loading)
		require.Len(t, m.View().Snapshots, 1, "what needs no data center is there at once")
		require.Empty(t, m.View().Volumes)

		time.Sleep(4 * time.Second)
		synctest.Wait()
		require.Equal(t, Progress{Done: 1, Total: 2}, m.View().Loading)
		require.Equal(t, []string{"va"}, volumeIDs(m.View().Volumes))

		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Equal(t, Progress{Done: 2, Total: 2, Complete: true}, m.View().Loading)
		require.Equal(t, []string{"va", "vb"}, volumeIDs(m.View().Volumes))
	})
}

func TestTheFirstLoadReadsEverythingOnceAndFewAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := parts{}
		want := map[string]int{"datacenters": 1, "snapshots": 1, "labels": 1, "requests": 1, "recent": 1, "contract": 1, "locations": 1}
		for i := range 40 {
			id := fmt.Sprint(i)
			p.datacenters = append(p.datacenters, Datacenter{ID: id})
			want["volumes "+id], want["servers "+id] = 1, 1
		}
		s := newScript(p)
		for i := range 40 {
			s.taking[InsideOf(fmt.Sprint(i))] = 100 * time.Millisecond
		}
		m := watch(t, s, Demand{})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.True(t, m.View().Loading.Complete)
		require.Equal(t, want, s.counted())
		require.LessOrEqual(t, s.most, readers)
	})
}

func TestADataCenterThatHangsHoldsNothingElseUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := quiet()
		for i := range 6 {
			p.datacenters = append(p.datacenters, Datacenter{ID: fmt.Sprintf("hung-%d", i)})
		}
		s := newScript(p)
		for i := range 6 {
			s.taking[InsideOf(fmt.Sprintf("hung-%d", i))] = time.Hour
		}
		watch(t, s, Demand{Hurry: func() bool { return true }})
		time.Sleep(time.Second)
		s.counted()
		time.Sleep(time.Minute)
		require.Equal(t, 30, s.counted()["requests"], "read at the fast pace all the while")
	})
}

func TestAContractWithoutDataCentersIsCompleteAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := watch(t, newScript(parts{}), Demand{})
		synctest.Wait()
		require.Equal(t, Progress{Complete: true}, m.View().Loading)
	})
}

func TestAListThatGivesThingsTwiceIsReadAsIfOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := quiet()
		p.datacenters = append(p.datacenters, p.datacenters...)
		p.snapshots = append(p.snapshots, p.snapshots...)
		for id, in := range p.inside {
			p.inside[id] = inside{volumes: append(in.volumes, in.volumes...)}
		}
		m := watch(t, newScript(p), Demand{})
		synctest.Wait()
		require.Equal(t, []string{"a", "b"}, datacenterIDs(m.View().Datacenters))
		require.Equal(t, []string{"va", "vb"}, volumeIDs(m.View().Volumes))
		require.InDelta(t, 10, m.View().SnapshotGB(), 0)
	})
}
