package live

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// share opens a stream that pages can be added to.
func (h *testHub) share(user, name string, pages ...Page) *testStream {
	return h.serve(Subscriber{Pages: pages, Stream: name, User: user, Alive: h.isAlive})
}

// tagged returns the events so far, each with the key of its page.
func (s *testStream) tagged() (all []string) {
	for _, e := range s.sink.events() {
		key, _, found := strings.Cut(e.ID, pageMark)
		if !found {
			key = ""
		}
		all = append(all, key+":"+e.Data)
	}
	return all
}

func TestSubscribe_OneStreamCarriesSeveralPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/a", text("p", "a"))
		h.show("/b", text("p", "b"))
		s := h.share("amy", "s1", Page{"1", "/a"})
		time.Sleep(time.Second)
		require.Equal(t, []string{"1:a"}, s.tagged())

		require.NoError(t, h.hub.Subscribe("amy", "s1", Page{"2", "/b"}))
		time.Sleep(time.Second)
		require.Equal(t, []string{"1:a", "2:b"}, s.tagged(), "the page that was there is not sent again")
		require.Equal(t, 1, h.hub.Subscribers())

		require.NoError(t, h.hub.Subscribe("amy", "s1", Page{"3", "/a"}))
		h.hub.Notify("amy", "announce", []byte("done"))
		time.Sleep(time.Second)
		require.Equal(t, []string{"3:a", ":done"}, s.tagged()[2:], "a notice is sent once, whatever the number of pages")

		require.NoError(t, h.hub.Unsubscribe("amy", "s1", "1"))
		h.show("/a", text("p", "a2"))
		time.Sleep(time.Second)
		require.Equal(t, []string{"3:a2"}, s.tagged()[4:])
		require.NoError(t, h.hub.Unsubscribe("amy", "s1", "3"))
		rendered := h.renderings("/a")
		h.show("/a", text("p", "a3"))
		h.show("/b", text("p", "b2"))
		time.Sleep(time.Second)
		require.Equal(t, []string{"2:b2"}, s.tagged()[5:])
		require.Equal(t, rendered, h.renderings("/a"), "it has no subscriber")
	})
}

func TestSubscribe_ReachesOnlyOwnOpenStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		s := h.share("amy", "s1", Page{"1", "/a"})
		time.Sleep(time.Second)
		require.ErrorIs(t, h.hub.Subscribe("bob", "s1", Page{"9", "/secret"}), ErrNoStream)
		require.ErrorIs(t, h.hub.Unsubscribe("bob", "s1", "1"), ErrNoStream)
		require.ErrorIs(t, h.hub.Subscribe("amy", "s2", Page{"9", "/b"}), ErrNoStream)
		for i := range MaxPages - 1 {
			require.NoError(t, h.hub.Subscribe("amy", "s1", Page{fmt.Sprint(i + 2), "/a"}))
		}
		require.ErrorIs(t, h.hub.Subscribe("amy", "s1", Page{"999", "/b"}), ErrTooManyPages)
		s.leave()
		<-s.ended
		require.ErrorIs(t, h.hub.Subscribe("amy", "s1", Page{"9", "/b"}), ErrNoStream)
		require.Empty(t, h.hub.topics)
		require.Empty(t, h.hub.streams)
	})
}

func TestSubscribe_ReconnectedStreamReplacesPrevious(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/a", text("p", "a"))
		before := h.share("amy", "s1", Page{"1", "/a"})
		time.Sleep(time.Second)
		now := h.share("amy", "s1", Page{"1", "/a"})
		time.Sleep(time.Second)
		before.leave()
		<-before.ended
		require.NoError(t, h.hub.Subscribe("amy", "s1", Page{"2", "/a"}))
		time.Sleep(time.Second)
		require.Equal(t, []string{"1:a", "2:a"}, now.tagged())
	})
}
