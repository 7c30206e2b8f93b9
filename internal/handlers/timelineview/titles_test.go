package timelineview

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/operation"
)

// A mark says on hover what protects its snapshot and what will delete it.
func TestTimeline_TitlesNameLockAndDeletion(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1, 60*time.Hour, 50*time.Hour, 40*time.Hour).Locked("v-1", "for the audit")
	c.Operation(operation.Operation{ID: "d", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "v-2", NotBefore: areatest.Noon.Add(time.Minute)})
	marks := timelineOf(t, c, "/v?range=7d").Strips[0].Marks
	require.Len(t, marks, 3)
	for i, want := range []struct{ locked, leaving bool }{{}, {locked: true}, {leaving: true}} {
		require.Equal(t, want.locked, strings.Contains(marks[i].Title, "for the audit"), marks[i].Title)
		require.Equal(t, want.locked, strings.Contains(marks[i].Title, "locked"), marks[i].Title)
		require.Equal(t, want.leaving, strings.Contains(marks[i].Title, "deletion"), marks[i].Title)
	}
}

// A gap that lasts has no end; one between two snapshots has both days.
func TestTimeline_OpenGapHasNoEnd(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	c := areatest.NewContract().Volume("v", 1, 40*day, 39*day, 38*day, 37*day, 20*day, 19*day, 18*day)
	var open, closed int
	for _, i := range timelineOf(t, c, "/v?range=all").Strips[0].Items {
		if i.Label.Text != "" {
			continue
		}
		if strings.Contains(i.Text, areatest.Noon.Add(-37*day).Format(time.DateOnly)) && strings.Contains(i.Text, areatest.Noon.Add(-20*day).Format(time.DateOnly)) {
			closed++
		} else {
			require.NotContains(t, i.Text, areatest.Noon.Format(time.DateOnly))
			open++
		}
	}
	require.Equal(t, []int{1, 1}, []int{closed, open})
}
