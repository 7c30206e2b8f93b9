package live

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHub_LimitsStreams(t *testing.T) {
	t.Parallel()
	h := NewHub(Config{PerSession: 2, Total: 3})
	first, err := h.Admit("a")
	require.NoError(t, err)
	_, err = h.Admit("a")
	require.NoError(t, err)
	_, err = h.Admit("a")
	require.ErrorIs(t, err, ErrTooManyStreams, "too many for the session")
	_, err = h.Admit("b")
	require.NoError(t, err)
	_, err = h.Admit("c")
	require.ErrorIs(t, err, ErrTooManyStreams, "too many in total")
	first()
	_, err = h.Admit("c")
	require.NoError(t, err)
	require.Len(t, h.admission.sessions, 3)
}

func TestHub_SlowPageDelaysOnlyItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		slow := func(page string) bool { return len(page) > 5 }
		h.set(func() {
			h.render = func(page string) {
				if slow(page) {
					time.Sleep(2 * time.Second)
				}
			}
		})
		h.show("/", text("p", "0"))
		s := h.subscribe("/", "amy", "")
		for _, page := range []string{"/slow1", "/slow2", "/slow3", "/slow4", "/slow5", "/slow6", "/slow7", "/slow8"} {
			h.subscribe(page, "amy", "")
		}
		time.Sleep(10 * time.Second)
		h.show("/", text("p", "1"))
		time.Sleep(minGap + renderWait)
		synctest.Wait()
		requireEvents(t, s, "0", "1")
		before := h.renderings("/slow8")
		h.show("/slow8", text("p", "late"))
		time.Sleep(6 * time.Second)
		synctest.Wait()
		require.Greater(t, h.renderings("/slow8"), before, "the slow page is sent when it is ready")
	})
}

func TestHub_SlowPageIsRenderedAgainAfterChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.set(func() { h.render = func(string) { time.Sleep(time.Second) } })
		h.show("/", text("p", "0"))
		s := h.subscribe("/", "amy", "")
		time.Sleep(1500 * time.Millisecond)
		h.show("/", text("p", "1"))
		time.Sleep(500 * time.Millisecond)
		h.show("/", text("p", "2")) // while it is being rendered
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, "2", s.sink.events()[len(s.sink.events())-1].Data)
	})
}

func TestHub_InventoryChangeSkipsDatabasePages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.hub.fromDatabase = func(page string) bool { return page == "/audit" }
		rounds := 0
		h.hub.onRound = func(time.Duration) { rounds++ }
		for _, page := range []string{"/", "/audit"} {
			h.subscribe(page, "amy", "")
		}
		time.Sleep(time.Second)
		inventory, database := h.renderings("/"), h.renderings("/audit")
		h.hub.InventoryChanged()
		time.Sleep(time.Second)
		require.Equal(t, inventory+1, h.renderings("/"))
		require.Equal(t, database, h.renderings("/audit"))
		h.hub.Changed()
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, database+1, h.renderings("/audit"))
		require.Positive(t, rounds)
	})
}
