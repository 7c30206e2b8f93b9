package polling

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// deletion returns a final request.
func deletion(id string, at time.Time) inventory.Request {
	return inventory.Request{ID: id, Method: "DELETE", URL: "/snapshots/s", Status: inventory.RequestDone, CreatedDate: at}
}

// The API documents neither the time zone of its filter nor that of its dates, so they may differ.
func TestRecent_SeesRequestsInAnyTimeZoneOfFilter(t *testing.T) {
	t.Parallel()
	for _, zone := range []time.Duration{0, 2 * time.Hour, -5 * time.Hour, -12 * time.Hour, 14 * time.Hour} {
		t.Run(zone.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSource(smallContract())
				s.zone = zone
				s.past = []inventory.Request{deletion("first", time.Now().Add(-time.Hour))}
				runMirror(t, s, Demand{Watched: func() bool { return true }})
				time.Sleep(time.Minute)
				for i := range 5 {
					s.takeCalls()
					s.change(func(p *inventory.ContractData) {
						s.past = append(s.past, deletion(fmt.Sprint(i), time.Now()))
						p.Snapshots = nil
					})
					time.Sleep(11 * time.Second)
					synctest.Wait()
					calls := s.takeCalls()
					require.GreaterOrEqual(t, calls["snapshots"], 1)
					require.LessOrEqual(t, calls["recent"], 2)
				}
				require.LessOrEqual(t, s.listed, 8, "a few are listed again each time, in a zone behind UTC all of the day")
			})
		})
	}
}

func TestRecent_StartsOverWhenNewestRequestExpired(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		s.past = []inventory.Request{deletion("forgotten", time.Now())}
		m := runMirror(t, s, Demand{Watched: func() bool { return true }})
		time.Sleep(time.Minute)
		s.change(func(*inventory.ContractData) { s.past = nil })
		time.Sleep(time.Minute)
		s.takeCalls()
		s.change(func(p *inventory.ContractData) {
			s.past = append(s.past, deletion("next", time.Now()))
			p.Snapshots = nil
		})
		time.Sleep(11 * time.Second)
		synctest.Wait()
		require.Empty(t, m.View().Snapshots)
		require.LessOrEqual(t, s.takeCalls()["recent"], 2)
	})
}

func TestRecent_SeesRequestListedLate(t *testing.T) {
	t.Parallel()
	var r recent
	require.Empty(t, r.take([]inventory.Request{deletion("a", noon)}, 0), "the first load has already read these changes")
	require.Equal(t, noon.Add(-recentOverlap), r.since())
	late, old := deletion("late", noon.Add(-recentOverlap/2)), deletion("old", noon.Add(-2*recentOverlap))
	changed := r.take([]inventory.Request{deletion("a", noon), late, old}, 0)
	require.Equal(t, []inventory.Request{late}, changed, "an older one is only listed because of the time zone")
	require.Empty(t, r.take([]inventory.Request{deletion("a", noon), late}, 0), "reported once")

	open := inventory.Request{ID: "open", Status: inventory.RequestQueued, CreatedDate: noon.Add(time.Second)}
	require.Equal(t, []inventory.Request{open}, r.take([]inventory.Request{open}, 0))
	open.Status = inventory.RequestRunning
	require.Empty(t, r.take([]inventory.Request{open}, 0), "it is listed with the open ones")
	open.Status = inventory.RequestFailed
	require.Equal(t, []inventory.Request{open}, r.take([]inventory.Request{open}, 0))
	require.Equal(t, "open", r.newest.ID)
}

func TestRecent_ReadsOpenRequestsWithoutHistory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(smallContract())
		s.fail(inventory.ResourceRecent, &inventory.APIError{Kind: inventory.ErrForbidden})
		runMirror(t, s, Demand{Watched: func() bool { return true }})
		time.Sleep(time.Minute)
		s.takeCalls()
		time.Sleep(time.Minute)
		calls := s.takeCalls()
		require.InDelta(t, 4, calls["requests"], 2, "in turn with the listings")
		require.LessOrEqual(t, calls["recent"], 2, "a privilege does not come back within seconds")
	})
}

func TestRecent_ComparesListsByID(t *testing.T) {
	t.Parallel()
	list := func(ids ...string) (all []inventory.Request) {
		for _, id := range ids {
			all = append(all, inventory.Request{ID: id})
		}
		return all
	}
	require.Equal(t, list("b", "d"), without(list("a", "b", "c", "d"), list("a", "c")))
	require.Empty(t, without(list("a"), list("a", "b")))
	require.Equal(t, list("a"), without(list("a"), nil))
}
