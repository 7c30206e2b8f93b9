package views

import (
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// The drawings are those that tables show for volumes and snapshots; none leaves a text unescaped.
func TestDrawings_Golden(t *testing.T) {
	t.Parallel()
	at := moment()
	age := ui.AgeOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC), time.UTC)
	badges := SnapshotBadges{Lock: &LockView{Reason: "<b>", Until: &at, Day: "<b>"}, DeletedAt: &at, Deletion: "/operations/op-1", Name: "<b>", OnlyGoodCopy: true}
	row := ui.Row{ID: "web-01", Cells: []ui.Cell{
		{Drawing: &Protection{State: "late", Label: "<b>", Age: &age, Likely: true, Detail: "<b>", Failed: true, Title: "<b>"}},
		{Drawing: &RestorePoint{Age: &age, Clock: "<b>", Latest: true}},
		{Drawing: &DayStrip{Days: []DayState{"late", "never", "protected"}}},
		{Pills: []ui.Pill{{Tone: "good", Icon: "check", Label: "Available"}}, Badges: Badges(badges)},
	}}
	group := ui.Row{ID: "prod", Group: &ui.GroupHeader{Name: "prod", Details: GroupStates([]GroupCoverage{{State: "late", Text: "<b>"}})}}
	rows := templ.Join(ui.TableRow(make([]ui.Column, len(row.Cells)), row), ui.GroupRow(len(row.Cells), group))
	viewtest.RequireGolden(t, "drawings", rows)
	require.NotContains(t, viewtest.Render(t, rows), "<b>")
}
