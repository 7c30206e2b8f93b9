package live

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAViewerGetsThePageAndThenItsChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("head", "h1"), list("2", "a=1", "b=1"))
		s := h.sit("/", "amy", "")
		time.Sleep(minGap)
		synctest.Wait()
		requireHeard(t, s, "h1"+string(list("2", "a=1", "b=1").HTML))
		require.Equal(t, "patch", s.sink.heard()[0].Name)

		h.show("/", text("head", "h1"), list("2", "a=1", "b=2"))
		time.Sleep(minGap)
		synctest.Wait()
		requireHeard(t, s, "h1"+string(list("2", "a=1", "b=1").HTML), "<template>"+string(row("b", "2").HTML)+"</template>")

		h.hub.Changed()
		time.Sleep(minGap)
		synctest.Wait()
		require.Len(t, s.sink.heard(), 2, "what looks the same is not sent")
	})
}

func TestAChangeDoesNotWaitForARenderingThatBroughtNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		s := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		h.hub.Changed() // something that this page does not show
		synctest.Wait()
		h.show("/", text("p", "2"))
		time.Sleep(idleGap)
		synctest.Wait()
		requireHeard(t, s, "1", "2")
	})
}

func TestManyViewersOfAPageCostOneRendering(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		var seats []*seat
		for i := range 200 {
			seats = append(seats, h.sit("/", fmt.Sprint("user-", i), ""))
		}
		time.Sleep(time.Second)
		require.Equal(t, 200, h.hub.Viewers())
		first := h.renderings("/")
		require.LessOrEqual(t, first, 2)

		time.Sleep(time.Second)
		h.show("/", text("p", "2"))
		time.Sleep(minGap)
		synctest.Wait()
		require.Equal(t, first+1, h.renderings("/"))
		for _, s := range seats {
			requireHeard(t, s, "1", "2")
		}
	})
}

func TestABurstOfChangesCostsTwoRenderings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "0"))
		s := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		before := h.renderings("/")
		for i := range 50 {
			h.show("/", text("p", fmt.Sprint(i+1)))
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		require.Equal(t, before+2, h.renderings("/"), "at once, and what came in the gap after it")
		require.Equal(t, "50", s.sink.heard()[len(s.sink.heard())-1].Data)
	})
}

func TestWhatTheTimeAloneChangesIsShownToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("lock", "locked"))
		s := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		before := h.renderings("/")
		h.set(func() { h.pages["/"] = []Fragment{text("lock", "free")} }) // and nobody tells
		time.Sleep(ageGap)
		synctest.Wait()
		require.Equal(t, before+1, h.renderings("/"))
		late := h.sit("/", "bob", "")
		synctest.Wait()
		requireHeard(t, s, "locked", "free")
		requireHeard(t, late, "free")
	})
}

func TestWhoComesLaterReadsHowOldThingsAreNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		age := func(said string) Fragment {
			return text("age", `<time datetime="2026-03-01T12:00:00Z">`+said+`</time>`)
		}
		h.show("/", age("1 min ago"))
		s := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		h.set(func() { h.pages["/"] = []Fragment{age("2 min ago")} })
		time.Sleep(ageGap)
		late := h.sit("/", "bob", "")
		synctest.Wait()
		require.Len(t, s.sink.heard(), 1, "the browser tells it by itself")
		require.Contains(t, late.sink.heard()[0].Data, "2 min ago")
	})
}

func TestANewViewerHasOnlyItsOwnPageRendered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/a", text("p", "a"))
		h.show("/b", text("p", "b"))
		h.sit("/a", "amy", "")
		time.Sleep(time.Second)
		before := h.renderings("/a")
		s := h.sit("/b", "bob", "")
		time.Sleep(time.Second)
		requireHeard(t, s, "b")
		require.Equal(t, before, h.renderings("/a"))
	})
}

func TestAPageThatNobodyLooksAtIsNotRendered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.show("/", text("p", "1"))
		s := h.sit("/", "amy", "")
		time.Sleep(time.Second)
		s.leave()
		<-s.ended
		before := h.renderings("/")
		h.show("/", text("p", "2"))
		time.Sleep(time.Second)
		require.Equal(t, before, h.renderings("/"))
		require.Empty(t, h.hub.topics)
		require.Zero(t, h.hub.Viewers())
		require.NoError(t, s.err)
	})
}

func TestTheFirstAndTheLastViewerAreAnnounced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		a := h.sit("/a", "amy", "")
		synctest.Wait()
		b := h.sit("/b", "bob", "")
		synctest.Wait()
		require.Equal(t, 1, h.onView)
		a.leave()
		<-a.ended
		synctest.Wait()
		require.Equal(t, 1, h.onView)
		b.leave()
		<-b.ended
		require.Equal(t, 2, h.onView)
	})
}

func TestWhenTheHubStopsAllStreamsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		a, b := h.sit("/a", "amy", ""), h.sit("/b", "bob", "")
		synctest.Wait()
		h.stop()
		synctest.Wait()
		require.True(t, a.gone() && b.gone())
		require.NoError(t, a.err)
		require.Zero(t, h.hub.Viewers())

		late := h.sit("/a", "amy", "")
		synctest.Wait()
		require.True(t, late.gone(), "nobody is let in after that")
	})
}

func TestARendererThatPanicsOrFailsEndsNobodysStream(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]func(*hall){
		"it fails":  func(h *hall) { h.failing = errBroken },
		"it panics": func(h *hall) { h.render = func(string) { panic("a bug") } },
		"it hangs":  func(h *hall) { h.render = func(string) { time.Sleep(renderTimeout + time.Second) } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t)
				h.show("/", text("p", "1"))
				s := h.sit("/", "amy", "")
				time.Sleep(time.Second)
				h.set(func() { broken(h) })
				h.show("/", text("p", "2"))
				time.Sleep(6 * time.Second)
				requireHeard(t, s, "1")
				require.False(t, s.gone())

				h.set(func() { h.failing, h.render = nil, nil }) // and nobody tells the hub
				time.Sleep(2 * (retryGap + renderTimeout))
				requireHeard(t, s, "1", "2")
			})
		})
	}
}
