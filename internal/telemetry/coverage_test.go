package telemetry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/telemetry"
)

func TestMetrics_Coverage(t *testing.T) {
	t.Parallel()
	m, known, volumes := telemetry.NewMetrics("v1", "abc"), false, 1
	m.WatchCoverage(func() (telemetry.Coverage, bool) {
		return telemetry.Coverage{
			States: map[string]int{"protected": 3, "late": 0},
			LastGood: func(see func(volumeID, datacenterID string, at time.Time)) {
				for i := range volumes {
					see(fmt.Sprint("v", i), "d", time.Unix(1_700_000_000, 500_000_000))
				}
			},
		}, known
	})
	require.NotContains(t, scrape(t, m), "snapdeck_volume", "0 would be untrue")
	known = true
	text := scrape(t, m)
	require.Contains(t, text, `snapdeck_volumes{coverage="protected"} 3`)
	require.Contains(t, text, `snapdeck_volumes{coverage="late"} 0`)
	require.Contains(t, text, `snapdeck_volume_last_good_snapshot_timestamp_seconds{datacenter="d",volume="v0"} 1.7000000005e+09`)
	volumes = 30_000
	require.Equal(t, 20_000, strings.Count(scrape(t, m), "snapdeck_volume_last_good_snapshot_timestamp_seconds{"), "the number of series is bounded")
}
