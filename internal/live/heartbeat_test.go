package live

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestACrowdIsNotToldAllAtOnceThatItIsLive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		var seats []*seat
		for range 64 { // over 6.4 s
			seats = append(seats, h.sit("/", "amy", ""))
			time.Sleep(100 * time.Millisecond)
		}
		told := func() (n int) {
			for _, s := range seats {
				s.sink.mu.Lock()
				n += len(decode(s.sink.written.String()))
				s.sink.mu.Unlock()
			}
			return n
		}
		for range 3 * beats {
			before := told()
			time.Sleep(h.hub.every / beats)
			synctest.Wait()
			require.LessOrEqual(t, told()-before, 8)
		}
	})
}

func TestTheEndOfAStreamIsNotPutOffByABeat(t *testing.T) {
	t.Parallel()
	v := newViewer(Viewer{})
	for _, called := range []uint32{aBeat, expired, aBeat} {
		v.summon(called)
	}
	require.Equal(t, expired, v.call.Load())
	v.summon(livedOut)
	v.summon(expired)
	require.Equal(t, livedOut, v.call.Load())
}
