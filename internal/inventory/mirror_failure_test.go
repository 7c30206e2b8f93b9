package inventory

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAFailureKeepsTheLastViewAndShowsTheTrouble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		m := watch(t, s, Demand{})
		time.Sleep(time.Second)
		before, away := m.View(), &Fault{Kind: ErrUnreachable, Doing: "list snapshots"}
		s.fail(PartSnapshots, away)
		time.Sleep(time.Minute)
		synctest.Wait()

		require.Len(t, m.View().Snapshots, 1)
		require.Equal(t, before.Version+1, m.View().Version, "pages show the trouble")
		trouble, isAway := m.Health().Away()
		require.True(t, isAway)
		require.ErrorIs(t, trouble.Err, ErrUnreachable)
		require.Equal(t, 1, trouble.Tries)
		require.Equal(t, before.At.Add(time.Minute), trouble.Since)
		require.Equal(t, trouble.Since.Add(4*time.Second), trouble.Next)
		require.Equal(t, before.At, m.ReadAt(PartSnapshots), "its age is of the last success")
	})
}

func TestTriesOfWhatFailsBackOffUpToTheWatchedPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		s.fail(PartLabels, &Fault{Kind: ErrServer, Status: 502})
		var views int
		m := watch(t, s, Demand{}, func(m *Mirror) { m.OnChange(func(*View) { views++ }) })
		synctest.Wait()
		start, first := time.Now(), views
		for tries, at := range []time.Duration{0, 4 * time.Second, 12 * time.Second, 22 * time.Second, 32 * time.Second} {
			time.Sleep(time.Until(start.Add(at)))
			synctest.Wait()
			trouble := m.Health().Troubles[0]
			require.Equal(t, tries+1, trouble.Tries)
			require.Equal(t, start, trouble.Since)
		}
		require.Equal(t, first, views, "the same trouble again is no news")
	})
}

func TestTheCloudsOwnWaitIsHonouredWhateverIsNudged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		m := watch(t, s, Demand{Hurry: func() bool { return true }})
		synctest.Wait()
		s.fail(PartRequests, &Fault{Kind: ErrRateLimited, RetryAfter: 90 * time.Second})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		s.counted()
		time.Sleep(89 * time.Second)
		m.Nudge(PartRequests)
		synctest.Wait()
		require.Zero(t, s.counted()["requests"])
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, 1, s.counted()["requests"])
	})
}

func TestWhatWorksAgainHealsAndIsPublished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		m := watch(t, s, Demand{})
		synctest.Wait()
		s.fail(PartSnapshots, &Fault{Kind: ErrServer})
		m.Nudge(PartSnapshots)
		synctest.Wait()
		require.Len(t, m.Health().Troubles, 1)
		broken := m.View().Version

		s.fail(PartSnapshots, nil)
		time.Sleep(4 * time.Second)
		synctest.Wait()
		require.Empty(t, m.Health().Troubles)
		require.Equal(t, broken+1, m.View().Version, "there is nothing new to see, but the trouble is over")
		require.Equal(t, time.Now(), m.Health().ReadAt)
	})
}

func TestAnotherKindOfFailureIsNews(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		s.fail(PartSnapshots, &Fault{Kind: ErrServer})
		m := watch(t, s, Demand{})
		synctest.Wait()
		before := m.View().Version
		s.fail(PartSnapshots, &Fault{Kind: ErrUnauthorized})
		time.Sleep(4 * time.Second)
		synctest.Wait()
		require.Equal(t, before+1, m.View().Version)
		require.ErrorIs(t, m.Health().Troubles[0].Err, ErrUnauthorized)
		require.Equal(t, time.Now().Add(-4*time.Second), m.Health().Troubles[0].Since)
	})
}

func TestOneForbiddenDataCenterHidesNothingElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		s.fail(InsideOf("a"), &Fault{Kind: ErrForbidden, Status: 403})
		m := watch(t, s, Demand{Watched: func() bool { return true }})
		synctest.Wait()
		require.True(t, m.View().Loading.Complete)
		require.Equal(t, []string{"a", "b"}, datacenterIDs(m.View().Datacenters))
		require.Equal(t, []string{"vb"}, volumeIDs(m.View().Volumes))
		_, away := m.Health().Away()
		require.False(t, away)
		require.Len(t, m.Health().Troubles, 1)
		require.Equal(t, "prod", m.Health().Troubles[0].Name)

		s.counted()
		time.Sleep(59 * time.Second)
		require.Zero(t, s.counted()["volumes a"], "a privilege does not come back within seconds")
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, 1, s.counted()["volumes a"])
	})
}

func TestTroublesStandInAFixedOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(quiet())
		for _, part := range []Part{InsideOf("b"), PartLocations, PartRequests, InsideOf("a"), PartLabels} {
			s.fail(part, errors.New("not even a fault"))
		}
		m := watch(t, s, Demand{})
		synctest.Wait()
		var got []Part
		for _, trouble := range m.Health().Troubles {
			got = append(got, trouble.Part)
		}
		require.Equal(t, []Part{PartRequests, PartLabels, PartLocations, InsideOf("a"), InsideOf("b")}, got)
	})
}
