package config_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/config"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"abc", "1s", "-1s", "9999999h", "NaN", "1e999", "10.0.0.0/8,x", "{volume}", "::", "\x00"} {
		f.Add(seed)
	}
	names := []string{
		"SNAPDECK_ADDR", "SNAPDECK_POLL_FAST", "SNAPDECK_POLL_WATCHED", "SNAPDECK_SESSION_IDLE", "SNAPDECK_SIM_SPEED", "SNAPDECK_SIM_SEED",
		"SNAPDECK_TRUSTED_PROXIES", "SNAPDECK_TIME_ZONE", "SNAPDECK_NAME_TEMPLATE", "SNAPDECK_SESSION_KEY", "IONOS_TOKEN", "IONOS_API_URL",
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, name := range names {
			c, err := config.Parse(nil, []string{"HOME=/h", name + "=" + value}, io.Discard)
			if err != nil {
				continue
			}
			require.NotZero(t, c.PollFast)
			require.LessOrEqual(t, c.PollFast, c.PollWatched)
			require.Positive(t, c.SimSpeed)
		}
	})
}
