package settings

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDurationText_DiffersForEachUnit(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, d := range []time.Duration{time.Second, time.Minute, time.Hour, 24 * time.Hour} {
		text := durationText(d)
		require.NotEmpty(t, text)
		require.False(t, seen[text], text)
		seen[text] = true
	}
}
