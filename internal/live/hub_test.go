package live

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHub_SendsPageThenChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("head", "h1"), list("2", "a=1", "b=1"))
		s := h.subscribe("/", "amy", "")
		time.Sleep(minGap)
		synctest.Wait()
		requireEvents(t, s, "h1"+string(list("2", "a=1", "b=1").HTML))
		require.Equal(t, "patch", s.sink.events()[0].Name)

		h.show("/", text("head", "h1"), list("2", "a=1", "b=2"))
		time.Sleep(minGap)
		synctest.Wait()
		requireEvents(t, s, "h1"+string(list("2", "a=1", "b=1").HTML), "<template>"+string(row("b", "2").HTML)+"</template>")

		h.hub.Changed()
		time.Sleep(minGap)
		synctest.Wait()
		require.Len(t, s.sink.events(), 2, "an identical rendering is not sent")
	})
}

func TestHub_EmptyRenderingDelaysNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		s := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		h.hub.Changed() // the change is not visible on this page
		synctest.Wait()
		h.show("/", text("p", "2"))
		time.Sleep(idleGap)
		synctest.Wait()
		requireEvents(t, s, "1", "2")
	})
}

func TestHub_OneRenderingPerPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		var streams []*testStream
		for i := range 200 {
			streams = append(streams, h.subscribe("/", fmt.Sprint("user-", i), ""))
		}
		time.Sleep(time.Second)
		require.Equal(t, 200, h.hub.Subscribers())
		first := h.renderings("/")
		require.LessOrEqual(t, first, 2)

		time.Sleep(time.Second)
		h.show("/", text("p", "2"))
		time.Sleep(minGap)
		synctest.Wait()
		require.Equal(t, first+1, h.renderings("/"))
		for _, s := range streams {
			requireEvents(t, s, "1", "2")
		}
	})
}

func TestHub_BurstCostsTwoRenderings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "0"))
		s := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		before := h.renderings("/")
		for i := range 50 {
			h.show("/", text("p", fmt.Sprint(i+1)))
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		require.Equal(t, before+2, h.renderings("/"), "at once, and what came in the gap after it")
		require.Equal(t, "50", s.sink.events()[len(s.sink.events())-1].Data)
	})
}

func TestHub_RendersByAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("lock", "locked"))
		s := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		before := h.renderings("/")
		h.set(func() { h.pages["/"] = []Fragment{text("lock", "free")} }) // without notifying the hub
		time.Sleep(maxRenderAge)
		synctest.Wait()
		require.Equal(t, before+1, h.renderings("/"))
		late := h.subscribe("/", "bob", "")
		synctest.Wait()
		requireEvents(t, s, "locked", "free")
		requireEvents(t, late, "free")
	})
}

func TestHub_LateSubscriberGetsFreshPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		age := func(visible string) Fragment {
			return text("age", `<time datetime="2026-03-01T12:00:00Z">`+visible+`</time>`)
		}
		h.show("/", age("1 min ago"))
		s := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		h.set(func() { h.pages["/"] = []Fragment{age("2 min ago")} })
		time.Sleep(maxRenderAge)
		late := h.subscribe("/", "bob", "")
		synctest.Wait()
		require.Len(t, s.sink.events(), 1, "the browser sends the id by itself")
		require.Contains(t, late.sink.events()[0].Data, "2 min ago")
	})
}

func TestHub_NewSubscriberRendersOwnPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/a", text("p", "a"))
		h.show("/b", text("p", "b"))
		h.subscribe("/a", "amy", "")
		time.Sleep(time.Second)
		before := h.renderings("/a")
		s := h.subscribe("/b", "bob", "")
		time.Sleep(time.Second)
		requireEvents(t, s, "b")
		require.Equal(t, before, h.renderings("/a"))
	})
}

func TestHub_UnwatchedPageIsNotRendered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		s := h.subscribe("/", "amy", "")
		time.Sleep(time.Second)
		s.leave()
		<-s.ended
		before := h.renderings("/")
		h.show("/", text("p", "2"))
		time.Sleep(time.Second)
		require.Equal(t, before, h.renderings("/"))
		require.Empty(t, h.hub.topics)
		require.Zero(t, h.hub.Subscribers())
		require.NoError(t, s.err)
	})
}

func TestHub_OnSubscribersFirstAndLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		a := h.subscribe("/a", "amy", "")
		synctest.Wait()
		b := h.subscribe("/b", "bob", "")
		synctest.Wait()
		require.Equal(t, 1, h.onSubscribers)
		a.leave()
		<-a.ended
		synctest.Wait()
		require.Equal(t, 1, h.onSubscribers)
		b.leave()
		<-b.ended
		require.Equal(t, 2, h.onSubscribers)
	})
}

func TestHub_StopEndsStreams(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		a, b := h.subscribe("/a", "amy", ""), h.subscribe("/b", "bob", "")
		synctest.Wait()
		h.stop()
		synctest.Wait()
		require.True(t, a.hasEnded() && b.hasEnded())
		require.NoError(t, a.err)
		require.Zero(t, h.hub.Subscribers())

		late := h.subscribe("/a", "amy", "")
		synctest.Wait()
		require.True(t, late.hasEnded(), "no subscriber is admitted after that")
	})
}

func TestHub_RendererFailureKeepsStreams(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]func(*testHub){
		"it fails":  func(h *testHub) { h.failing = errBroken },
		"it panics": func(h *testHub) { h.render = func(string) { panic("a bug") } },
		"it hangs":  func(h *testHub) { h.render = func(string) { time.Sleep(renderTimeout + time.Second) } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t)
				h.show("/", text("p", "1"))
				s := h.subscribe("/", "amy", "")
				time.Sleep(time.Second)
				h.set(func() { broken(h) })
				h.show("/", text("p", "2"))
				time.Sleep(6 * time.Second)
				requireEvents(t, s, "1")
				require.False(t, s.hasEnded())

				h.set(func() { h.failing, h.render = nil, nil }) // without notifying the hub
				time.Sleep(2 * (retryGap + renderTimeout))
				requireEvents(t, s, "1", "2")
			})
		})
	}
}
