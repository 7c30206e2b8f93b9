package target

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTarget_Parse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"24h": 24 * time.Hour, "36h": 36 * time.Hour, "7d": 168 * time.Hour, "2w": 336 * time.Hour, " 1D ": 24 * time.Hour, "1h": time.Hour, "3650d": Longest,
	} {
		got, err := Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "h", "24", "1.5d", "-1d", "+1d", "0h", "1m", "24 h", "1y", "3651d", "99999999999999999999h", "4294967295w", "٣d"} {
		_, err := Parse(text)
		require.Error(t, err, text)
	}
}

func TestTarget_Format(t *testing.T) {
	t.Parallel()
	for want, age := range map[string]time.Duration{"24h": Default, "2d": 48 * time.Hour, "36h": 36 * time.Hour, "14d": 2 * week, "1h": time.Hour} {
		require.Equal(t, want, Format(age))
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"24h", "7d", "36h", "2w", "none", "", "0w", "9h9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		age, err := Parse(text)
		if err != nil {
			require.Zero(t, age)
			return
		}
		require.GreaterOrEqual(t, age, Shortest)
		require.LessOrEqual(t, age, Longest)
		require.Zero(t, age%time.Hour)
		retryIn, err := Parse(Format(age))
		require.NoError(t, err)
		require.Equal(t, age, retryIn)
		require.NotContains(t, strings.TrimSpace(text), " ")
	})
}
