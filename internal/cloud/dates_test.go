package cloud

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-11-23T12:00:00Z":           noon,
		"2026-11-23T12:00:00.123Z":       noon.Add(123 * time.Millisecond),
		"2026-11-23T12:00:00.123456789Z": noon.Add(123456789),
		"2026-11-23T12:00:00":            noon,
		"2026-11-23T13:00:00+01:00":      noon,
		"2026-11-23T13:00:00.5+0100":     noon.Add(time.Second / 2),
		"2026-11-23T10:00:00-02":         noon,
		"2026-11-23 12:00:00":            noon,
		"2026-11-23 13:00:00+01:00":      noon,
		" 2026-11-23T12:00:00Z ":         noon,
		"":                               {},
	} {
		got, ok := parseDate(text)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"yesterday", "2026-13-01T00:00:00Z", "1795435200", "2026-11-23"} {
		_, ok := parseDate(text)
		require.False(t, ok, text)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2026-11-23T12:00:00Z", "2026-11-23T13:00:00+01:00", "2026-11-23 12:00:00", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := parseDate(text)
		require.Equal(t, time.UTC, at.Location())
		if !ok {
			require.True(t, at.IsZero())
			return
		}
		if y := at.Year(); !at.IsZero() && y > 0 && y <= 9999 {
			again, ok := parseDate(at.Format(time.RFC3339Nano))
			require.True(t, ok)
			require.True(t, at.Equal(again))
		}
	})
}
