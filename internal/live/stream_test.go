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

func TestAStreamBeginsWithARetryTimeAndABeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.sit("/", "amy", "")
		time.Sleep(12 * time.Second)
		synctest.Wait()
		require.True(t, strings.HasPrefix(s.sink.written.String(), "retry: 1000\n\n"))
		beats := decode(s.sink.written.String())
		require.Len(t, beats, 4, "one at once, a page, and one every five seconds")
		require.Equal(t, heard{"beat", `{"ok":true}`, "e1.0.0"}, beats[0], "from which moment on a reconnect is one")
	})
}

func TestASlowViewerIsDroppedAndDelaysNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		slow, quick := h.sit("/", "amy", ""), h.sit("/", "bob", "")
		time.Sleep(time.Second)
		slow.sink.set(func() { slow.sink.slow = time.Hour })
		h.show("/", text("p", "2"))
		time.Sleep(minGap)
		synctest.Wait()
		requireHeard(t, quick, "1", "2")
		require.False(t, slow.gone())

		time.Sleep(writeTimeout)
		synctest.Wait()
		require.True(t, slow.gone())
		require.ErrorIs(t, slow.err, os.ErrDeadlineExceeded)
		require.Equal(t, 1, h.hub.Viewers())
	})
}

func TestAViewerALittleBehindGetsTheDifferencesAndAFarOneTheWhole(t *testing.T) {
	t.Parallel()
	for changes, want := range map[int]int{3: 3, history: history, history + 1: 1, 5 * history: 1} {
		t.Run(fmt.Sprint(changes), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t)
				h.show("/", text("head", "h"), text("p", "0"))
				s := h.sit("/", "amy", "")
				time.Sleep(time.Second)
				synctest.Wait()
				at := h.hub.topics["/"].version
				for i := range changes {
					h.show("/", text("head", "h"), text("p", fmt.Sprint(i+1)))
					time.Sleep(minGap)
				}
				synctest.Wait()
				behind := &viewer{user: "amy", pages: []*seen{{Page: Page{Address: "/"}, version: at}}}
				news, _ := h.hub.news(behind, 0)
				require.Len(t, news, want)
				require.Equal(t, at+uint64(changes), behind.pages[0].version)
				if want == 1 {
					require.Equal(t, "h"+fmt.Sprint(changes), decode(string(news[0].event))[0].Data)
				}
				require.LessOrEqual(t, len(h.hub.topics["/"].diffs), history)
				require.Len(t, s.sink.heard(), changes+1)
			})
		})
	}
}

func TestWhoComesBackGetsTheWholePageAndTheMissedNoticesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		h.hub.Tell("amy", "notice", []byte("before"))
		first := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		h.hub.Tell("amy", "notice", []byte("one"))
		synctest.Wait()
		requireHeard(t, first, "1", "one")
		first.leave()
		<-first.ended

		h.hub.Tell("amy", "notice", []byte("two"))
		h.hub.Tell("bob", "notice", []byte("not for amy"))
		h.show("/", text("p", "2"))
		second := h.sit("/", "amy", first.sink.lastID())
		time.Sleep(time.Second)
		requireHeard(t, second, "two", "2")
		second.leave()
		<-second.ended

		third := h.sit("/", "amy", second.sink.lastID())
		time.Sleep(time.Second)
		requireHeard(t, third, "2")
	})
}

func TestWhoBreaksOffBetweenTwoEventsMissesNoneAndGetsNoneTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		first := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		for i := range 3 { // all in one batch
			h.hub.Tell("amy", "notice", []byte(fmt.Sprint("n", i)))
		}
		synctest.Wait()
		events := first.sink.heard()
		requireHeard(t, first, "", "n0", "n1", "n2")

		second := h.sit("/", "amy", events[1].ID) // it saw n0 and no more
		synctest.Wait()
		require.Equal(t, []string{"", "n1", "n2"}, data(second.sink.heard()))
	})
}

func TestAFarTravellerGetsTheLatestNotices(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		for i := range 100 {
			h.hub.Tell("amy", "notice", []byte(fmt.Sprint(i)))
		}
		s := h.sit("/", "amy", "e1.0.1")
		synctest.Wait()
		notices := data(s.sink.heard())
		require.Contains(t, notices, "99")
		require.NotContains(t, notices, fmt.Sprint(99-noticesKept))
		require.Len(t, h.hub.notices["amy"].events, noticesKept)
	})
}

func TestAnIDOfAnotherStartOrOfNothingBeginsAnew(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "e0.7.0", "garbage", "e1.x.y"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t)
				h.show("/", text("p", "1"))
				h.hub.Tell("amy", "notice", []byte("old"))
				s := h.sit("/", "amy", id)
				time.Sleep(time.Second)
				requireHeard(t, s, "1")
			})
		})
	}
}

func TestANoticeReachesAllPagesOfOnePerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/a", text("p", "a"))
		h.show("/b", text("p", "b"))
		a, b, other := h.sit("/a", "amy", ""), h.sit("/b", "amy", ""), h.sit("/a", "bob", "")
		time.Sleep(time.Second)
		h.hub.Tell("amy", "notice", []byte("done"))
		synctest.Wait()
		requireHeard(t, a, "a", "done")
		requireHeard(t, b, "b", "done")
		requireHeard(t, other, "a")
	})
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		h.set(func() { h.alive = false })
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.True(t, s.gone())
		require.NoError(t, s.err)
		events := s.sink.heard()
		require.Equal(t, heard{"end", "session", events[len(events)-1].ID}, events[len(events)-1])
	})
}

func TestAStreamLivesHalfAnHourAndLeavesItsConnectionUsable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.sit("/", "amy", "")
		time.Sleep(maxStream - time.Second)
		require.False(t, s.gone())
		time.Sleep(time.Second)
		synctest.Wait()
		require.True(t, s.gone())
		require.NoError(t, s.err)
		require.Zero(t, s.sink.deadline, "an old deadline would cut off the next answer")
	})
}

func TestABrokenConnectionEndsItsStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		s.sink.set(func() { s.sink.broken = true })
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.True(t, s.gone())
		require.ErrorIs(t, s.err, errBroken)
		require.Zero(t, h.hub.Viewers())
	})
}
