package ionossim_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/cloud/ionossim"
)

func TestQueue_DatacentersAreIndependent(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	web, data := b.volume("prod-web-fra", "web-01-root"), b.volume("prod-data-fra", "db-01-data")
	_, slow := b.create(data, "")
	_, behind := b.create(b.volume("prod-data-fra", "db-01-root"), "")
	_, quick := b.create(web, "")
	b.clock.advance(10 * time.Second)
	require.Equal(t, []string{"RUNNING", "QUEUED", "DONE"}, []string{b.status(slow), b.status(behind), b.status(quick)})
	require.Equal(t, "BUSY", b.state("/datacenters/"+data.DatacenterID))
	require.Equal(t, "AVAILABLE", b.state("/datacenters/"+web.DatacenterID))
}

func TestQueue_Hold(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	require.NoError(t, b.HoldDatacenter(v.DatacenterID))
	_, status := b.create(v, "")
	b.clock.advance(time.Hour)
	require.Equal(t, "QUEUED", b.status(status))
	require.Equal(t, "BUSY", b.state("/datacenters/"+v.DatacenterID))
	require.NoError(t, b.ReleaseDatacenter(v.DatacenterID))
	b.clock.advance(10 * time.Second)
	require.Equal(t, "DONE", b.status(status))
	require.Equal(t, "AVAILABLE", b.state("/datacenters/"+v.DatacenterID))
	require.ErrorIs(t, b.HoldDatacenter("nonsense"), ionossim.ErrNotFound)
}

func TestQueue_Speed(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 1, Speed: 0.1, Size: ionossim.SeedSize{Idle: true}})
	_, status := b.create(b.volume("prod-web-fra", "web-01-root"), "")
	b.clock.advance(11 * time.Second)
	require.Equal(t, "RUNNING", b.status(status))
	require.NoError(t, b.SetSpeed(100))
	b.clock.advance(100 * time.Millisecond)
	require.Equal(t, "DONE", b.status(status))
	require.EqualValues(t, 100, b.Speed())
	require.Error(t, b.SetSpeed(0))
}

// TestQueue_RandomOrder makes random calls, advances the clock randomly, and checks the invariants.
func TestQueue_RandomOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		clk := newClock()
		sim, err := ionossim.New(ionossim.Config{
			Seed: 1, Token: token, Clock: clk, RateLimit: -1, Size: ionossim.SeedSize{Datacenters: 2, Volumes: 8, Snapshots: 4, Idle: true},
		})
		require.NoError(rt, err)
		b := &testSim{Sim: sim, t: t, clock: clk}
		calls := rapid.IntRange(1, 25).Draw(rt, "calls")
		for range calls {
			b.randomCall(rt)
			clk.advance(time.Duration(rapid.IntRange(0, 8000).Draw(rt, "ms")) * time.Millisecond)
			b.checkQueues(rt)
		}
		clk.advance(24 * time.Hour)
		for _, r := range sim.Requests() {
			require.Contains(rt, []string{"DONE", "FAILED"}, r.Status, "nothing stays pending")
		}
		for _, d := range sim.Datacenters() {
			require.Equal(rt, "AVAILABLE", d.State)
		}
	})
}

func (b *testSim) randomCall(rt *rapid.T) {
	v := rapid.SampledFrom(b.Volumes()).Draw(rt, "volume")
	snapshots := b.Snapshots()
	kind := rapid.IntRange(0, 5).Draw(rt, "kind")
	if len(snapshots) == 0 {
		kind = 0
	}
	switch kind {
	case 0, 1:
		b.do(http.MethodPost, volumePath(v)+"/create-snapshot", "")
	case 2:
		b.do(http.MethodPatch, volumePath(v), `{"name":"renamed"}`)
	default:
		s := rapid.SampledFrom(snapshots).Draw(rt, "snapshot")
		switch kind {
		case 3:
			b.do(http.MethodPatch, "/snapshots/"+s.ID, `{"name":"renamed"}`)
		case 4:
			b.do(http.MethodDelete, "/snapshots/"+s.ID, "")
		default:
			b.do(http.MethodPost, volumePath(v)+"/restore-snapshot", replaceID(`{"properties":{"snapshotId":"ID"}}`, s.ID))
		}
	}
}

// checkQueues checks that queues run one request at a time, those of data centers in the order of acceptance,
// and that exactly the resources of pending requests are BUSY.
func (b *testSim) checkQueues(rt *rapid.T) {
	queues := map[string][]ionossim.Request{}
	for _, r := range b.Requests() {
		queues[r.Queue] = append(queues[r.Queue], r)
	}
	for queue, requests := range queues {
		if queue == "contract" {
			slices.SortStableFunc(requests, func(x, y ionossim.Request) int { return x.Started.Compare(y.Started) })
		}
		var ended time.Time
		rank := map[string]int{"DONE": 0, "FAILED": 0, "RUNNING": 1, "QUEUED": 2}
		highest := 0
		for _, r := range requests {
			if r.Started.IsZero() {
				continue
			}
			require.False(rt, r.Started.Before(ended), "one at a time")
			require.GreaterOrEqual(rt, rank[r.Status], highest, "first in, first out")
			highest, ended = rank[r.Status], r.Ended
		}
	}
	for _, d := range b.Datacenters() {
		pending := slices.ContainsFunc(queues[d.ID], func(r ionossim.Request) bool { return r.Status == "QUEUED" || r.Status == "RUNNING" })
		require.Equal(rt, pending, d.State == "BUSY")
	}
}
