package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// took is a good operation of a size that took so long from its acceptance.
func took(location string, sizeGB float64, d time.Duration) Operation {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	return Operation{
		State: Done, Location: location, SizeGB: sizeGB, FinishedAt: at.Add(d),
		Stages: []Stage{{State: Queued, At: at.Add(-time.Hour)}, {State: Accepted, At: at}},
	}
}

func TestHowLongItUsuallyTakesComesFromWhatIsAlike(t *testing.T) {
	t.Parallel()
	like := Operation{Location: "de/fra", SizeGB: 50}
	history := []Operation{
		took("de/fra", 50, 2*time.Minute), took("de/fra", 90, 4*time.Minute), took("de/fra", 30, 3*time.Minute),
		took("de/txl", 50, time.Hour), took("de/fra", 500, 2*time.Hour),
		{State: Failed, Location: "de/fra", SizeGB: 50},
	}
	usual, known := Usual(history, like)
	require.True(t, known)
	require.Equal(t, Span{2 * time.Minute, 4 * time.Minute}, usual)
	require.False(t, usual.Longer(5*time.Minute))
	require.True(t, usual.Longer(7*time.Minute))

	_, known = Usual(history[:2], like)
	require.False(t, known, "two are no history")
}
