package polling

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestMirror_FirstLoadPublishesProgressively(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		s.delay[inventory.ContentsOf("a")] = 2 * time.Second // for each of its two calls
		s.delay[inventory.ContentsOf("b")] = 3 * time.Second
		m := runMirror(t, s, Demand{})
		require.NotNil(t, m.View())
		require.Zero(t, m.View().Version)
		require.False(t, m.View().Loading.Complete)

		synctest.Wait()
		require.Equal(t, inventory.Progress{Done: 0, Total: 2}, m.View().Loading)
		require.Len(t, m.View().Snapshots, 1, "resources outside of data centers are shown at once")
		require.Empty(t, m.View().Volumes)

		time.Sleep(4 * time.Second)
		synctest.Wait()
		require.Equal(t, inventory.Progress{Done: 1, Total: 2}, m.View().Loading)
		require.Equal(t, []string{"va"}, volumeIDs(m.View().Volumes))

		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Equal(t, inventory.Progress{Done: 2, Total: 2, Complete: true}, m.View().Loading)
		require.Equal(t, []string{"va", "vb"}, volumeIDs(m.View().Volumes))
	})
}

func TestMirror_FirstLoadReadsOnceWithBoundedConcurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := inventory.ContractData{}
		want := map[string]int{"datacenters": 1, "snapshots": 1, "labels": 1, "requests": 1, "recent": 1, "contract": 1, "locations": 1}
		for i := range 40 {
			id := fmt.Sprint(i)
			p.Datacenters = append(p.Datacenters, inventory.Datacenter{ID: id})
			want["volumes "+id], want["servers "+id] = 1, 1
		}
		s := newFakeSource(p)
		for i := range 40 {
			s.delay[inventory.ContentsOf(fmt.Sprint(i))] = 100 * time.Millisecond
		}
		m := runMirror(t, s, Demand{})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.True(t, m.View().Loading.Complete)
		require.Equal(t, want, s.takeCalls())
		require.LessOrEqual(t, s.maxRunning, maxReads)
	})
}

func TestMirror_HangingDatacenterBlocksNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := smallContract()
		for i := range 6 {
			p.Datacenters = append(p.Datacenters, inventory.Datacenter{ID: fmt.Sprintf("hung-%d", i)})
		}
		s := newFakeSource(p)
		for i := range 6 {
			s.delay[inventory.ContentsOf(fmt.Sprintf("hung-%d", i))] = time.Hour
		}
		runMirror(t, s, Demand{Active: func() bool { return true }})
		time.Sleep(time.Second)
		s.takeCalls()
		time.Sleep(time.Minute)
		require.Equal(t, 30, s.takeCalls()["requests"], "read at the fast pace all the while")
	})
}

func TestMirror_EmptyContractIsComplete(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := runMirror(t, newFakeSource(inventory.ContractData{}), Demand{})
		synctest.Wait()
		require.Equal(t, inventory.Progress{Complete: true}, m.View().Loading)
	})
}

func TestMirror_DuplicatesInListing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := smallContract()
		p.Datacenters = append(p.Datacenters, p.Datacenters...)
		p.Snapshots = append(p.Snapshots, p.Snapshots...)
		for id, in := range p.ByDatacenter {
			p.ByDatacenter[id] = inventory.DatacenterData{Volumes: append(in.Volumes, in.Volumes...)}
		}
		m := runMirror(t, newFakeSource(p), Demand{})
		synctest.Wait()
		require.Equal(t, []string{"a", "b"}, datacenterIDs(m.View().Datacenters))
		require.Equal(t, []string{"va", "vb"}, volumeIDs(m.View().Volumes))
		require.InDelta(t, 10, m.View().SnapshotGB(), 0)
	})
}

// Labels name the sources of snapshots, and a user may not be allowed to read them.
func TestMirror_CompleteWhenLabelsWereTried(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]error{"read": nil, "refused": &inventory.APIError{Kind: inventory.ErrForbidden}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSource(smallContract())
				s.delay[inventory.ResourceLabels] = 5 * time.Second
				s.fail(inventory.ResourceLabels, refused)
				m := runMirror(t, s, Demand{})
				time.Sleep(4 * time.Second)
				synctest.Wait()
				require.Equal(t, inventory.Progress{Done: 2, Total: 2}, m.View().Loading)
				time.Sleep(2 * time.Second)
				synctest.Wait()
				require.Equal(t, inventory.Progress{Done: 2, Total: 2, Complete: true}, m.View().Loading)
			})
		})
	}
}
