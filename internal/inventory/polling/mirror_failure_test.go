package polling

import (
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestMirror_FailureKeepsLastView(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		m := runMirror(t, s, Demand{})
		time.Sleep(time.Second)
		before, away := m.View(), &inventory.APIError{Kind: inventory.ErrUnreachable, Op: "list snapshots"}
		s.fail(inventory.ResourceSnapshots, away)
		time.Sleep(time.Minute)
		synctest.Wait()

		require.Len(t, m.View().Snapshots, 1)
		require.Equal(t, before.Version+1, m.View().Version, "pages show the trouble")
		failure, isAway := m.Health().ContractFailure()
		require.True(t, isAway)
		require.ErrorIs(t, failure.Err, inventory.ErrUnreachable)
		require.Equal(t, 1, failure.Tries)
		require.Equal(t, before.At.Add(time.Minute), failure.Since)
		require.Equal(t, failure.Since.Add(4*time.Second), failure.Next)
		require.Equal(t, before.At, m.ReadAt(inventory.ResourceSnapshots), "its age is of the last success")
	})
}

func TestMirror_BackoffUpToWatchedInterval(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		s.fail(inventory.ResourceLabels, &inventory.APIError{Kind: inventory.ErrServer, Status: 502})
		var views int
		m := runMirror(t, s, Demand{}, func(m *Mirror) { m.OnChange(func(*inventory.View) { views++ }) })
		synctest.Wait()
		start, first := time.Now(), views
		for tries, at := range []time.Duration{0, 4 * time.Second, 12 * time.Second, 22 * time.Second, 32 * time.Second} {
			time.Sleep(time.Until(start.Add(at)))
			synctest.Wait()
			failure := m.Health().Failures[0]
			require.Equal(t, tries+1, failure.Tries)
			require.Equal(t, start, failure.Since)
		}
		require.Equal(t, first, views, "the same trouble again is no news")
	})
}

func TestMirror_HonoursRetryAfterDespiteRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		m := runMirror(t, s, Demand{Active: func() bool { return true }})
		synctest.Wait()
		s.fail(inventory.ResourceRequests, &inventory.APIError{Kind: inventory.ErrRateLimited, RetryAfter: 90 * time.Second})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		s.takeCalls()
		time.Sleep(89 * time.Second)
		m.Refresh(inventory.ResourceRequests)
		synctest.Wait()
		require.Zero(t, s.takeCalls()["requests"])
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, 1, s.takeCalls()["requests"])
	})
}

func TestMirror_RecoveryIsPublished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		m := runMirror(t, s, Demand{})
		synctest.Wait()
		s.fail(inventory.ResourceSnapshots, &inventory.APIError{Kind: inventory.ErrServer})
		m.Refresh(inventory.ResourceSnapshots)
		synctest.Wait()
		require.Len(t, m.Health().Failures, 1)
		broken := m.View().Version

		s.fail(inventory.ResourceSnapshots, nil)
		time.Sleep(4 * time.Second)
		synctest.Wait()
		require.Empty(t, m.Health().Failures)
		require.Equal(t, broken+1, m.View().Version, "nothing has changed, but the failure is over")
		require.Equal(t, time.Now(), m.Health().ReadAt)
	})
}

func TestMirror_DifferentFailureIsPublished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		s.fail(inventory.ResourceSnapshots, &inventory.APIError{Kind: inventory.ErrServer})
		m := runMirror(t, s, Demand{})
		synctest.Wait()
		before := m.View().Version
		s.fail(inventory.ResourceSnapshots, &inventory.APIError{Kind: inventory.ErrUnauthorized})
		time.Sleep(4 * time.Second)
		synctest.Wait()
		require.Equal(t, before+1, m.View().Version)
		require.ErrorIs(t, m.Health().Failures[0].Err, inventory.ErrUnauthorized)
		require.Equal(t, time.Now().Add(-4*time.Second), m.Health().Failures[0].Since)
	})
}

func TestMirror_ForbiddenDatacenterHidesOnlyItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		s.fail(inventory.ContentsOf("a"), &inventory.APIError{Kind: inventory.ErrForbidden, Status: 403})
		m := runMirror(t, s, Demand{Watched: func() bool { return true }})
		synctest.Wait()
		require.True(t, m.View().Loading.Complete)
		require.Equal(t, []string{"a", "b"}, datacenterIDs(m.View().Datacenters))
		require.Equal(t, []string{"vb"}, volumeIDs(m.View().Volumes))
		_, away := m.Health().ContractFailure()
		require.False(t, away)
		require.Len(t, m.Health().Failures, 1)
		require.Equal(t, "prod", m.Health().Failures[0].Name)

		s.takeCalls()
		time.Sleep(59 * time.Second)
		require.Zero(t, s.takeCalls()["volumes a"], "a privilege does not come back within seconds")
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, 1, s.takeCalls()["volumes a"])
	})
}

func TestHealth_FailuresInFixedOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		for _, resource := range []inventory.Resource{inventory.ContentsOf("b"), inventory.ResourceLocations, inventory.ResourceRequests, inventory.ContentsOf("a"), inventory.ResourceLabels} {
			s.fail(resource, errors.New("not even a fault"))
		}
		m := runMirror(t, s, Demand{})
		synctest.Wait()
		var got []inventory.Resource
		for _, failure := range m.Health().Failures {
			got = append(got, failure.Resource)
		}
		require.Equal(t, []inventory.Resource{inventory.ResourceRequests, inventory.ResourceLabels, inventory.ResourceLocations, inventory.ContentsOf("a"), inventory.ContentsOf("b")}, got)
	})
}

// The monotonic clock stands still while a machine is suspended, and an hour-old view would be called live after it.
func TestHealth_AgeIsByWallClock(t *testing.T) {
	t.Parallel()
	m := New(newFakeSource(smallContract()), Intervals{}, Demand{}, time.Now, slog.New(slog.DiscardHandler))
	m.apply([]pollResult{m.fetch(t.Context(), inventory.ResourceSnapshots)})
	m.markStarted(inventory.ResourceSnapshots)
	m.apply([]pollResult{m.fetch(t.Context(), inventory.ResourceSnapshots)})
	require.NotZero(t, m.Health().ReadAt)
	require.NotContains(t, m.Health().ReadAt.String(), "m=")
}
