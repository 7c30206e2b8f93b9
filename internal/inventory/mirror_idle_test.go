package inventory

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// hundred is a contract at rest with a hundred data centers.
func hundred() parts {
	p := parts{inside: map[string]inside{}}
	for i := range 100 {
		id := fmt.Sprintf("dc-%03d", i)
		p.datacenters = append(p.datacenters, Datacenter{ID: id, Name: id, Version: 1, Metadata: hoursAgo(i)})
		p.inside[id] = inside{volumes: []Volume{{ID: "v-" + id, DatacenterID: id, Metadata: hoursAgo(i)}}}
	}
	return p
}

// TestAnIdleContractOf100DataCentersCostsFourCallsACycle counts every call of two hours, the
// full reading that comes now and then included.
func TestAnIdleContractOf100DataCentersCostsFourCallsACycle(t *testing.T) {
	t.Parallel()
	for name, viewers := range map[string]int{"nobody looks": 0, "one looks": 1, "many look": 5000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newScript(hundred())
				watch(t, s, Demand{Watched: func() bool { return viewers > 0 }})
				time.Sleep(time.Second)
				s.counted()
				all, inside := 0, map[string]int{}
				for range 720 { // cycles of 10 s, in which somebody who looks is served
					time.Sleep(10 * time.Second)
					calls := 0
					for call, n := range s.counted() {
						calls += n
						if strings.HasPrefix(call, "volumes ") {
							inside[call] += n
						}
					}
					require.LessOrEqual(t, calls, 4)
					all += calls
				}
				require.Len(t, inside, 100, "everything is read again now and then")
				for call, n := range inside {
					require.InDelta(t, 5, n, 1, call)
				}
				want := 18.0 // calls a minute with viewers, nine of them for what was not read for long
				if viewers == 0 {
					want = 13
				}
				require.InDelta(t, want, float64(all)/120, 0.5)
			})
		})
	}
}

func TestWhatIsNotReadForLongIsReadAgainDuringLongOperationsToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(hundred())
		watch(t, s, Demand{Hurry: func() bool { return true }})
		time.Sleep(time.Second)
		s.counted()
		time.Sleep(time.Hour)
		calls := s.counted()
		require.InDelta(t, 3, calls["volumes dc-042"], 1)
		require.GreaterOrEqual(t, calls["contract"], 10)
	})
}
