package live

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHeartbeat_IsSpread(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		var streams []*testStream
		for range 64 { // over 6.4 s
			streams = append(streams, h.subscribe("/", "amy", ""))
			time.Sleep(100 * time.Millisecond)
		}
		notified := func() (n int) {
			for _, s := range streams {
				s.sink.mu.Lock()
				n += len(decode(s.sink.written.String()))
				s.sink.mu.Unlock()
			}
			return n
		}
		for range 3 * heartbeatSlotCount {
			before := notified()
			time.Sleep(h.hub.config.HeartbeatInterval / heartbeatSlotCount)
			synctest.Wait()
			require.LessOrEqual(t, notified()-before, 8)
		}
	})
}

func TestHeartbeat_DoesNotDelayStreamEnd(t *testing.T) {
	t.Parallel()
	v := newSubscriber(Subscriber{})
	for _, called := range []uint32{callHeartbeat, callSessionExpired, callHeartbeat} {
		v.request(called)
	}
	require.Equal(t, callSessionExpired, v.call.Load())
	v.request(callMaxAge)
	v.request(callSessionExpired)
	require.Equal(t, callMaxAge, v.call.Load())
}
