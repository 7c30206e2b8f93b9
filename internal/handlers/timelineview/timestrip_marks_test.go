package timelineview

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// timelineOf returns the timeline of all volumes of a contract.
func timelineOf(t *testing.T, c *areatest.Contract, address string) views.Timeline {
	t.Helper()
	base := c.Base()
	req := areatest.Request(base, address)
	line, err := New(base).Of(t.Context(), req, query(t, address), req.View.Volumes)
	require.NoError(t, err)
	return line
}

// shapes returns the shapes of the marks of a strip, oldest first.
func shapes(s views.Strip) (all []string) {
	for _, m := range s.Marks {
		all = append(all, m.Shape)
	}
	return all
}

func TestTimeline_ShapeOfEachState(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1, 60*time.Hour, 50*time.Hour, 40*time.Hour).Snapshot("failed", "v", 1, 30*time.Hour, areatest.InState(inventory.StateFailed)).
		Snapshot("busy", "v", 1, 20*time.Hour, areatest.InState(inventory.StateBusy)).Snapshot("odd", "v", 1, 10*time.Hour, areatest.InState("FAILED_SUSPENDED")).Locked("v-1", "audit").Locked("failed", "audit")
	c.Operation(operation.Operation{ID: "d", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "v-2", NotBefore: areatest.Noon.Add(time.Minute)})
	line := timelineOf(t, c, "/v?range=7d")
	require.Equal(t, []string{"good", "locked", "planned", "failed", "busy", "other"}, shapes(line.Strips[0]))
	legend := map[string]bool{}
	for _, e := range line.Legend {
		legend[e.Shape] = true
	}
	require.Equal(t, map[string]bool{"good": true, "locked": true, "planned": true, "failed": true, "busy": true, "other": true}, legend, "the legend explains exactly the shapes that occur")
	for _, m := range line.Strips[0].Marks {
		require.NotEmpty(t, m.Title)
	}
}

func TestTimeline_ManyAtOnceAreOneMark(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1)
	for i := range 150 {
		c.Snapshot(fmt.Sprintf("s-%03d", i), "v", 1, 48*time.Hour+time.Duration(i)*time.Second)
	}
	c.Locked("s-003", "audit").Snapshot("failed", "v", 1, 48*time.Hour, areatest.InState(inventory.StateFailed))
	line := timelineOf(t, c, "/v?range=7d")
	require.Len(t, line.Strips[0].Marks, 1)
	m := line.Strips[0].Marks[0]
	require.Equal(t, "many", m.Shape)
	require.Equal(t, "99", m.Count, "there is room for two digits")
	require.Equal(t, "failed", m.Highlight, "the worst among them shows")
	require.Contains(t, m.Title, "151 snapshots")
	require.Contains(t, m.Title, "1 failed, 1 locked")
	require.Contains(t, m.Href, "from=")
	require.Len(t, line.Strips[0].Items, 152, "each of them, and the gap since")
}

func TestTimeline_TenThousandAreListedInPart(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1)
	for i := range 10_000 {
		c.Snapshot(fmt.Sprintf("s-%05d", i), "v", 1, time.Duration(i+1)*time.Hour)
	}
	line := timelineOf(t, c, "/v?range=all")
	require.Len(t, line.Strips[0].Items, maxLines)
	require.Less(t, len(line.Strips[0].Marks), 60)
	require.Empty(t, line.Note)
}

func TestTimeline_CountsOmitted(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1, time.Hour, 40*day, 50*day)
	line := timelineOf(t, c, "/v?range=7d")
	require.Equal(t, []string{"good"}, shapes(line.Strips[0]))
	require.Contains(t, line.Note, "2 snapshots")
	require.Empty(t, line.Empty)
	require.NotEmpty(t, line.Now)
	past := timelineOf(t, c, "/v?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z")
	require.Contains(t, past.Note, "3 snapshots")
	require.Empty(t, past.Now, "the present is not in it")
}

func TestTimeline_EmptyForTwoReasons(t *testing.T) {
	t.Parallel()
	none := timelineOf(t, areatest.NewContract().Volume("v", 1), "/v")
	elsewhere := timelineOf(t, areatest.NewContract().Volume("v", 1, 40*day), "/v?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")
	require.NotEmpty(t, none.Empty)
	require.NotEmpty(t, elsewhere.Empty)
	require.NotEqual(t, none.Empty, elsewhere.Empty)
}

func TestTimeline_UndatedHaveNoPlace(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1, time.Hour).Snapshot("undated", "v", 1, 0, func(s *inventory.Snapshot) { s.Metadata.CreatedDate = time.Time{} })
	line := timelineOf(t, c, "/v?range=all")
	require.Len(t, line.Strips[0].Marks, 1)
	require.Empty(t, line.Note)
}

func TestTimeline_OneVolumeNeedsNoLabel(t *testing.T) {
	t.Parallel()
	require.Empty(t, timelineOf(t, areatest.NewContract().Volume("v", 1), "/v").Strips[0].Label.Text)
	both := timelineOf(t, areatest.NewContract().Volume("v", 1).Volume("w", 1), "/v")
	require.Equal(t, []string{"v", "w"}, []string{both.Strips[0].Label.Text, both.Strips[1].Label.Text})
}

func TestTimeline_FailedSnapshotsEndNoGap(t *testing.T) {
	t.Parallel()
	var ages []time.Duration
	for i := range 10 {
		ages = append(ages, 20*day+time.Duration(i)*day)
	}
	gaps := func(c *areatest.Contract) []views.TimeGap { return timelineOf(t, c, "/v?range=all").Strips[0].Gaps }
	open := gaps(areatest.NewContract().Volume("v", 1, ages...))
	require.Len(t, open, 1)
	require.Equal(t, "20 days", open[0].Short)
	require.Equal(t, "much", open[0].Room)
	require.Equal(t, open, gaps(areatest.NewContract().Volume("v", 1, ages...).Snapshot("bad", "v", 1, 10*day, areatest.InState(inventory.StateFailed))))
	require.NotEqual(t, open, gaps(areatest.NewContract().Volume("v", 1, ages...).Snapshot("good", "v", 1, 10*day)))
}

func TestOperationShape_ByOutcome(t *testing.T) {
	t.Parallel()
	for state, want := range map[operation.State]string{operation.Done: "restored", operation.Failed: "broken", operation.Unknown: "unproven"} {
		require.Equal(t, want, operationShape(operation.Operation{Kind: operation.RestoreVolume, State: state}))
	}
	hostile := operationText(operation.Operation{Kind: operation.CreateVolume, SnapshotID: "9e07c9d9-388a-4663-baaa-72dcb733858f", Params: operation.CreateParams{Name: "\u202e"}})
	require.Contains(t, hostile, "9e07c9d9")
	require.NotContains(t, hostile, "\u202e")
}
