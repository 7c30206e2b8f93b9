package settings

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A duration is written in minutes where that is exact.
func TestDurationText_MinutesOrSeconds(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{time.Second: "1 s", 90 * time.Second: "90 s", time.Minute: "1 min", time.Hour: "60 min", 1500 * time.Millisecond: "1.5 s", 0: "0 s"} {
		require.Equal(t, want, durationText(d))
	}
}
