package polling

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestMirror_StopDuringReadReportsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		for _, resource := range []inventory.Resource{inventory.ResourceSnapshots, inventory.ResourceRequests, inventory.ResourceLabels, inventory.ResourceContract} {
			s.delay[resource] = time.Hour
		}
		m := New(s, testIntervals(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
		m.OnChange(func(v *inventory.View) { require.Empty(t, v.Snapshots) })
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			m.Run(ctx)
		}()
		time.Sleep(time.Second)
		before, health := m.View(), m.Health()

		cancel()
		<-ended
		require.Zero(t, s.running, "all readings have ended")
		require.Same(t, before, m.View())
		require.Equal(t, health, m.Health(), "a reading that we cut off ourselves is no trouble")
	})
}

func TestMirror_StopWhileIdleIsImmediate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		m := New(newFakeSource(smallContract()), testIntervals(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			m.Run(ctx)
		}()
		synctest.Wait()
		start := time.Now()
		cancel()
		<-ended
		require.Equal(t, start, time.Now())
	})
}

func TestView_IsImmutable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(sampleContract())
		m := runMirror(t, s, Demand{})
		synctest.Wait()
		old := m.View()
		volumes, snapshots := old.VolumesOf("dc-a"), old.SnapshotsOf("v-web")

		s.change(func(p *inventory.ContractData) {
			p.Datacenters = []inventory.Datacenter{{ID: "dc-a", Name: "zzz", Version: 7}}
			p.ByDatacenter["dc-a"] = inventory.DatacenterData{Volumes: []inventory.Volume{{ID: "v-web", Name: "a", DatacenterID: "dc-a"}, {ID: "v-db", Name: "b", DatacenterID: "dc-a"}}}
			p.Snapshots = p.Snapshots[1:]
			p.Labels, p.Requests, p.Warnings = nil, nil, nil
		})
		m.Refresh(inventory.ResourceDatacenters, inventory.ResourceSnapshots, inventory.ResourceLabels, inventory.ResourceRequests)
		synctest.Wait()

		require.NotSame(t, old, m.View())
		want := inventory.JoinView(sampleContract(), old.Version, old.At, old.Loading)
		require.Empty(t, cmp.Diff(want, old, cmpopts.IgnoreFields(inventory.View{}, "index", "lazy", "inferred", "basis", "Prices"), cmpopts.EquateEmpty()))
		require.Equal(t, []string{"v-db", "v-web"}, volumeIDs(volumes))
		require.Equal(t, []string{"sn-bad", "sn-new"}, snapshotIDs(snapshots))
	})
}

func TestMirror_ConcurrentReaders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(sampleContract())
		m := runMirror(t, s, Demand{Active: func() bool { return true }})
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				last := uint64(0)
				for range 100 {
					v := m.View()
					require.GreaterOrEqual(t, v.Version, last, "a reader never goes back in time")
					last = v.Version
					v.FindVolumes(inventory.VolumeQuery{Text: "w", Order: inventory.Order{By: "snapshot"}})
					v.FindSnapshots(inventory.SnapshotQuery{Text: "n"})
					m.Health()
					m.ReadAt(inventory.ResourceSnapshots)
					m.Refresh(inventory.ResourceSnapshots)
					time.Sleep(100 * time.Millisecond)
				}
			})
		}
		for i := range 20 {
			time.Sleep(500 * time.Millisecond)
			s.change(func(p *inventory.ContractData) {
				p.Snapshots = append([]*inventory.Snapshot{{ID: string(rune('a' + i)), Metadata: hoursAgo(i)}}, p.Snapshots...)
			})
		}
		readers.Wait()
		m.Refresh(inventory.ResourceSnapshots)
		synctest.Wait()
		require.Len(t, m.View().Snapshots, 24)
	})
}
