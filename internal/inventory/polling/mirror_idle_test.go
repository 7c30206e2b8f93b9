package polling

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// idleContract returns a contract of a hundred data centers in which nothing changes.
func idleContract() inventory.ContractData {
	p := inventory.ContractData{ByDatacenter: map[string]inventory.DatacenterData{}}
	for i := range 100 {
		id := fmt.Sprintf("dc-%03d", i)
		p.Datacenters = append(p.Datacenters, inventory.Datacenter{ID: id, Name: id, Version: 1, Metadata: hoursAgo(i)})
		p.ByDatacenter[id] = inventory.DatacenterData{Volumes: []inventory.Volume{{ID: "v-" + id, DatacenterID: id, Metadata: hoursAgo(i)}}}
	}
	return p
}

// Every call of four hours counts, including the occasional full read.
func TestMirror_100DataCentersCostNoMoreCalls(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		watched    bool
		most       int // calls a minute
		each, ever int // minimal number of reads of each data center, and of the labels
	}{
		"without subscribers": {false, 9, 3, 240},
		"some look":           {true, 24, 8, 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSource(idleContract())
				runMirror(t, s, Demand{Watched: func() bool { return c.watched }})
				time.Sleep(time.Second)
				s.takeCalls()
				calls := map[string]int{}
				for range 240 {
					time.Sleep(time.Minute)
					all := 0
					for call, n := range s.takeCalls() {
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

func TestMirror_RereadsDuringLongOperations(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSource(idleContract())
		runMirror(t, s, Demand{Active: func() bool { return true }})
		time.Sleep(time.Second)
		s.takeCalls()
		time.Sleep(time.Hour)
		calls := s.takeCalls()
		require.GreaterOrEqual(t, calls["volumes dc-042"], 1)
		require.GreaterOrEqual(t, calls["contract"], 4)
	})
}
