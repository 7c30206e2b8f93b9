package snapshotlist

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// rowOf returns the badges of the newest of n snapshots of one volume.
func rowOf(n int) (s *List, req web.Request, newest *inventory.Snapshot) {
	c := areatest.NewContract().Volume("web", 10)
	for i := range n {
		c.Snapshot(fmt.Sprintf("s-%05d", i), "web", 10, hour)
	}
	s = New(c.Base())
	req = areatest.Request(s.Base, "/snapshots")
	return s, req, req.View.Snapshots[0]
}

// The allocations of a row must not depend on the number of snapshots.
func TestBadges_CostIndependentOfSnapshotCount(t *testing.T) { // AllocsPerRun cannot run beside other tests
	allocations := func(n int) float64 {
		s, req, newest := rowOf(n)
		return testing.AllocsPerRun(5, func() { s.BadgesOf(req, newest) })
	}
	require.InDelta(t, allocations(2), allocations(10_000), 0)
}

func BenchmarkBadges_Of10000SnapshotsOfOneVolume(b *testing.B) {
	s, req, newest := rowOf(10_000)
	b.ReportAllocs()
	for b.Loop() {
		s.BadgesOf(req, newest)
	}
}
