package inventory

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestHotPaths_Allocations counts allocations: unlike times, they are the same on every computer.
func TestHotPaths_Allocations(t *testing.T) { // AllocsPerRun cannot run beside other tests
	p := largeContract(2000)
	v := newView(p, 1, noon, Progress{})
	m := NewMirror(newFakeSource(p), testIntervals(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
	same := func() { m.applySnapshots(Listing[Snapshot]{Items: dereference(v.Snapshots)}) }
	same()
	m.publish()
	for name, c := range map[string]struct {
		budget float64
		run    func()
	}{
		"a view of 4,000 resources":            {3_000, func() { newView(p, 1, noon, Progress{}) }},
		"a page of volumes by name":            {10, func() { v.FindVolumes(VolumeQuery{Order: Order{By: "name"}, Paging: Paging{Limit: 100}}) }},
		"a search":                             {10, func() { v.FindVolumes(VolumeQuery{Text: "00004", Paging: Paging{Limit: 100}}) }},
		"when the last snapshot was made":      {0, func() { v.LastSnapshotAt("dc-000-v-00000") }},
		"a reading that brings nothing new":    {8, same},
		"whether anything is in transition":    {0, func() { v.InTransition() }},
		"what is to be read now, with nothing": {40, func() { m.plan(map[Resource]bool{}) }},
	} {
		got := testing.AllocsPerRun(5, c.run)
		t.Logf("%s: %.0f of %.0f", name, got, c.budget)
		require.LessOrEqual(t, got, c.budget, name)
	}
}
