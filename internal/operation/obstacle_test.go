package operation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestObstacles_HaveCodeAndSentence(t *testing.T) {
	t.Parallel()
	snap := inventory.Snapshot{SizeGB: 10, Location: "de/fra", Metadata: inventory.Metadata{State: inventory.StateAvailable}}
	inState := func(state inventory.State) inventory.Snapshot {
		s := snap
		s.Metadata.State = state
		return s
	}
	inactive := inventory.Volume{Metadata: inventory.Metadata{State: inventory.StateInactive}}
	for code, obstacles := range map[string][]Obstacle{
		"":                  {CreateProblem(inventory.Volume{Type: "HDD"}), RestoreProblem(snap, 10, "de/fra"), RestoreProblem(snap, 20, "DE/FRA/2")},
		ObstacleImage:       {CreateProblem(inventory.Volume{Type: "ISO"})},
		ObstacleInactive:    {CreateProblem(inactive)},
		ObstacleLocation:    {RestoreProblem(snap, 10, "us/las")},
		ObstacleSizeUnknown: {RestoreProblem(snap, 0, "de/fra")},
		ObstacleTooSmall:    {RestoreProblem(snap, 9, "de/fra")},
		ObstacleFailed:      {RestoreProblem(inState(inventory.StateFailed), 10, "de/fra")},
		ObstacleBusy:        {RestoreProblem(inState(inventory.StateBusy), 10, "de/fra")},
		ObstacleState:       {RestoreProblem(inState(""), 10, "de/fra"), RestoreProblem(inState("DESTROYING"), 10, "de/fra")},
		ObstacleGone:        {Gone()},
		ObstacleLimit:       {BatchFull(5000, "volumes")},
	} {
		for _, o := range obstacles {
			require.Equal(t, code, o.Code)
			require.Equal(t, code == "", o.None())
			require.Equal(t, code == "", o.Text == "", code)
		}
	}
	require.Contains(t, BatchFull(5000, "volumes").Text, "volumes")
}
