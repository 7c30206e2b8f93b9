package inventory

import (
	"fmt"
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

// TestMirror_100DataCentersCostNoMoreCalls counts every call of four hours, the full reading that comes
// now and then included.
func TestMirror_100DataCentersCostNoMoreCalls(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		watched    bool
		most       int // calls a minute
		each, ever int // how often the inside of each data center and the labels are read, at least
	}{
		"nobody looks": {false, 9, 3, 240},
		"some look":    {true, 24, 8, 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newScript(hundred())
				watch(t, s, Demand{Watched: func() bool { return c.watched }})
				time.Sleep(time.Second)
				s.counted()
				calls := map[string]int{}
				for range 240 {
					time.Sleep(time.Minute)
					all := 0
					for call, n := range s.counted() {
						all += n
						calls[call] += n
					}
					require.LessOrEqual(t, all, c.most)
				}
				for i := range 100 {
					require.GreaterOrEqual(t, calls[fmt.Sprintf("volumes dc-%03d", i)], c.each)
				}
				require.GreaterOrEqual(t, calls["labels"], c.ever)
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
		require.GreaterOrEqual(t, calls["volumes dc-042"], 1)
		require.GreaterOrEqual(t, calls["contract"], 4)
	})
}
