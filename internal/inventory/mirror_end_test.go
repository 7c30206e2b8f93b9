package inventory

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
)

func TestAMirrorThatIsStoppedWhileItReadsReportsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		for _, part := range []Part{PartSnapshots, PartRequests, PartLabels, PartContract} {
			s.taking[part] = time.Hour
		}
		m := NewMirror(s, pace(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
		m.OnChange(func(v *View) { require.Empty(t, v.Snapshots) })
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

func TestAMirrorThatIsStoppedAtRestEndsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		m := NewMirror(newScript(quiet()), pace(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
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

func TestAnOldViewNeverChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(estate())
		m := watch(t, s, Demand{})
		synctest.Wait()
		old := m.View()
		volumes, snapshots := old.VolumesOf("dc-a"), old.SnapshotsOf("v-web")

		s.change(func(p *parts) {
			p.datacenters = []Datacenter{{ID: "dc-a", Name: "zzz", Version: 7}}
			p.inside["dc-a"] = inside{volumes: []Volume{{ID: "v-web", Name: "a", DatacenterID: "dc-a"}, {ID: "v-db", Name: "b", DatacenterID: "dc-a"}}}
			p.snapshots = p.snapshots[1:]
			p.labels, p.requests, p.warnings = nil, nil, nil
		})
		m.Nudge(PartDatacenters, PartSnapshots, PartLabels, PartRequests)
		synctest.Wait()

		require.NotSame(t, old, m.View())
		want := newView(estate(), old.Version, old.At, old.Loading)
		require.Empty(t, cmp.Diff(want, old, cmpopts.IgnoreFields(View{}, "index", "lookups", "inferred", "Prices"), cmpopts.EquateEmpty()))
		require.Equal(t, []string{"v-db", "v-web"}, volumeIDs(volumes))
		require.Equal(t, []string{"sn-bad", "sn-new"}, snapshotIDs(snapshots))
	})
}

func TestManyReadersShareAMirrorThatChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(estate())
		m := watch(t, s, Demand{Hurry: func() bool { return true }})
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				last := uint64(0)
				for range 100 {
					v := m.View()
					require.GreaterOrEqual(t, v.Version, last, "a reader never goes back in time")
					last = v.Version
					v.FindVolumes(VolumeQuery{Text: "w", Order: Order{By: "snapshot"}})
					v.FindSnapshots(SnapshotQuery{Text: "n"})
					m.Health()
					m.ReadAt(PartSnapshots)
					m.Nudge(PartSnapshots)
					time.Sleep(100 * time.Millisecond)
				}
			})
		}
		for i := range 20 {
			time.Sleep(500 * time.Millisecond)
			s.change(func(p *parts) {
				p.snapshots = append([]*Snapshot{{ID: string(rune('a' + i)), Metadata: hoursAgo(i)}}, p.snapshots...)
			})
		}
		readers.Wait()
		m.Nudge(PartSnapshots)
		synctest.Wait()
		require.Len(t, m.View().Snapshots, 24)
	})
}
