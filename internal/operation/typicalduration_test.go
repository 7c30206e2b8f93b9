package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// completedAfter returns a completed operation of a size, with its duration since it was accepted.
func completedAfter(location string, sizeGB float64, d time.Duration) Operation {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	return Operation{
		State: Done, Location: location, SizeGB: sizeGB, FinishedAt: at.Add(d),
		Stages: []Stage{{State: Queued, At: at.Add(-time.Hour)}, {State: Accepted, At: at}},
	}
}

func TestTypicalDuration_UsesSimilarOperations(t *testing.T) {
	t.Parallel()
	like := Operation{Location: "de/fra", SizeGB: 50}
	history := []Operation{
		completedAfter("de/fra", 50, 2*time.Minute), completedAfter("de/fra", 90, 4*time.Minute), completedAfter("de/fra", 30, 3*time.Minute),
		completedAfter("de/txl", 50, time.Hour), completedAfter("de/fra", 500, 2*time.Hour),
		{State: Failed, Location: "de/fra", SizeGB: 50},
	}
	typical, known := TypicalDuration(history, like)
	require.True(t, known)
	require.Equal(t, DurationRange{2 * time.Minute, 4 * time.Minute}, typical)
	require.False(t, typical.Exceeded(5*time.Minute))
	require.True(t, typical.Exceeded(7*time.Minute))

	_, known = TypicalDuration(history[:2], like)
	require.False(t, known, "two are no history")
}
