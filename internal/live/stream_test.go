package live

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStream_BeginsWithRetryAndHeartbeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.subscribe("/", "amy", "")
		time.Sleep(12 * time.Second)
		synctest.Wait()
		require.True(t, strings.HasPrefix(s.sink.written.String(), "retry: 1000\n\n"))
		heartbeats := decode(s.sink.written.String())
		require.Len(t, heartbeats, 4, "one at once, a page, and one every five seconds")
		require.Equal(t, receivedEvent{"beat", `{"ok":true}`, "e1.0.0"}, heartbeats[0], "from which moment on a reconnect is one")
	})
}

func TestStream_SlowSubscriberIsDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		slow, quick := h.subscribe("/", "amy", ""), h.subscribe("/", "bob", "")
		time.Sleep(time.Second)
		slow.sink.set(func() { slow.sink.slow = time.Hour })
		h.show("/", text("p", "2"))
		time.Sleep(minGap)
		synctest.Wait()
		requireEvents(t, quick, "1", "2")
		require.False(t, slow.hasEnded())

		time.Sleep(writeTimeout)
		synctest.Wait()
		require.True(t, slow.hasEnded())
		require.ErrorIs(t, slow.err, os.ErrDeadlineExceeded)
		require.Equal(t, 1, h.hub.Subscribers())
	})
}

func TestStream_DiffsOrFullPage(t *testing.T) {
	t.Parallel()
	for changes, want := range map[int]int{3: 3, maxDiffs: maxDiffs, maxDiffs + 1: 1, 5 * maxDiffs: 1} {
		t.Run(fmt.Sprint(changes), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t)
				h.show("/", text("head", "h"), text("p", "0"))
				s := h.subscribe("/", "amy", "")
				time.Sleep(time.Second)
				synctest.Wait()
				at := h.hub.topics["/"].version
				for i := range changes {
					h.show("/", text("head", "h"), text("p", fmt.Sprint(i+1)))
					time.Sleep(minGap)
				}
				synctest.Wait()
				behind := &subscriber{user: "amy", pages: []*seen{{Page: Page{Address: "/"}, version: at}}}
				unseen, _ := h.hub.unseen(behind, 0)
				require.Len(t, unseen, want)
				require.Equal(t, at+uint64(changes), behind.pages[0].version)
				if want == 1 {
					require.Equal(t, "h"+fmt.Sprint(changes), decode(string(unseen[0].event))[0].Data)
				}
				require.LessOrEqual(t, len(h.hub.topics["/"].diffs), maxDiffs)
				require.Len(t, s.sink.events(), changes+1)
			})
		})
	}
}

func TestStream_ReconnectGetsPageAndNotices(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		h.hub.Notify("amy", "notice", []byte("before"))
		first := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		h.hub.Notify("amy", "notice", []byte("one"))
		synctest.Wait()
		requireEvents(t, first, "1", "one")
		first.leave()
		<-first.ended

		h.hub.Notify("amy", "notice", []byte("two"))
		h.hub.Notify("bob", "notice", []byte("not for amy"))
		h.show("/", text("p", "2"))
		second := h.subscribe("/", "amy", first.sink.lastID())
		time.Sleep(time.Second)
		requireEvents(t, second, "two", "2")
		second.leave()
		<-second.ended

		third := h.subscribe("/", "amy", second.sink.lastID())
		time.Sleep(time.Second)
		requireEvents(t, third, "2")
	})
}

func TestStream_ReconnectIsExact(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		first := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		for i := range 3 { // all between two renderings
			h.hub.Notify("amy", "notice", []byte(fmt.Sprint("n", i)))
		}
		synctest.Wait()
		events := first.sink.events()
		requireEvents(t, first, "", "n0", "n1", "n2")

		second := h.subscribe("/", "amy", events[1].ID) // it received n0 and no more
		synctest.Wait()
		require.Equal(t, []string{"", "n1", "n2"}, data(second.sink.events()))
	})
}

func TestStream_LatestNoticesAfterLongGap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		for i := range 100 {
			h.hub.Notify("amy", "notice", []byte(fmt.Sprint(i)))
		}
		s := h.subscribe("/", "amy", "e1.0.1")
		synctest.Wait()
		notices := data(s.sink.events())
		require.Contains(t, notices, "99")
		require.NotContains(t, notices, fmt.Sprint(99-maxNotices))
		require.Len(t, h.hub.notices["amy"].events, maxNotices)
	})
}

func TestStream_UnknownLastIDStartsOver(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "e0.7.0", "garbage", "e1.x.y"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t)
				h.show("/", text("p", "1"))
				h.hub.Notify("amy", "notice", []byte("old"))
				s := h.subscribe("/", "amy", id)
				time.Sleep(time.Second)
				requireEvents(t, s, "1")
			})
		})
	}
}

func TestNotify_ReachesAllPagesOfUser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/a", text("p", "a"))
		h.show("/b", text("p", "b"))
		a, b, other := h.subscribe("/a", "amy", ""), h.subscribe("/b", "amy", ""), h.subscribe("/a", "bob", "")
		time.Sleep(time.Second)
		h.hub.Notify("amy", "notice", []byte("done"))
		synctest.Wait()
		requireEvents(t, a, "a", "done")
		requireEvents(t, b, "b", "done")
		requireEvents(t, other, "a")
	})
}

func TestStream_EndsWithSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		h.set(func() { h.sessionAlive = false })
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.True(t, s.hasEnded())
		require.NoError(t, s.err)
		events := s.sink.events()
		require.Equal(t, receivedEvent{"end", "session", events[len(events)-1].ID}, events[len(events)-1])
	})
}

func TestStream_MaxAgeLeavesConnectionUsable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.subscribe("/", "amy", "")
		time.Sleep(maxStream - time.Second)
		require.False(t, s.hasEnded())
		time.Sleep(time.Second)
		synctest.Wait()
		require.True(t, s.hasEnded())
		require.NoError(t, s.err)
		require.Zero(t, s.sink.deadline, "an old deadline would cut off the next response")
	})
}

func TestStream_BrokenConnectionEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		s.sink.set(func() { s.sink.broken = true })
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.True(t, s.hasEnded())
		require.ErrorIs(t, s.err, errBroken)
		require.Zero(t, h.hub.Subscribers())
	})
}
