package polling

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// Unlike times, allocations are the same on every computer.
func TestHotPaths_Allocations(t *testing.T) { // not parallel: AllocsPerRun cannot run beside other tests
	p := largeContract(2000)
	v := inventory.JoinView(p, 1, noon, inventory.Progress{})
	m := New(newFakeSource(p), testIntervals(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
	same := func() { m.applySnapshots(inventory.Listing[inventory.Snapshot]{Items: valuesOf(v.Snapshots)}) }
	same()
	m.publish()
	for name, c := range map[string]struct {
		budget float64
		run    func()
	}{
		"a view of 4,000 resources": {3_000, func() { inventory.JoinView(p, 1, noon, inventory.Progress{}) }},
		"a page of volumes by name": {10, func() {
			v.FindVolumes(inventory.VolumeQuery{Order: inventory.Order{By: "name"}, Paging: inventory.Paging{Limit: 100}})
		}},
		"a search":                              {10, func() { v.FindVolumes(inventory.VolumeQuery{Text: "00004", Paging: inventory.Paging{Limit: 100}}) }},
		"when the last snapshot was made":       {0, func() { v.LastSnapshotAt("dc-000-v-00000") }},
		"a reading that brings nothing new":     {8, same},
		"whether anything is in transition":     {0, func() { v.InTransition() }},
		"which resources are due, when none is": {40, func() { m.plan(map[inventory.Resource]bool{}) }},
	} {
		got := testing.AllocsPerRun(5, c.run)
		t.Logf("%s: %.0f of %.0f", name, got, c.budget)
		require.LessOrEqual(t, got, c.budget, name)
	}
}
