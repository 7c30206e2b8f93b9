package texts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
)

// The day is that of the dashboard's time zone.
func TestAsOf_HasDateUnlessToday(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("CEST", 2*60*60)
	for name, c := range map[string]struct {
		at, now time.Time
		want    string
	}{
		"today":                  {webtest.Noon, webtest.Noon.Add(time.Minute), "14:00:00 CEST"},
		"yesterday by UTC alone": {time.Date(2026, 3, 28, 22, 30, 0, 0, time.UTC), webtest.Noon, "00:30:00 CEST"},
		"yesterday":              {webtest.Noon.AddDate(0, 0, -1), webtest.Noon, "2026-03-28 14:00 CEST"},
		"same day last year":     {webtest.Noon.AddDate(-1, 0, 0), webtest.Noon, "2025-03-29 14:00 CEST"},
	} {
		require.Equal(t, c.want, AsOf(c.at, c.now, zone), name)
	}
}
