package config

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSettings_ShowNoSecret(t *testing.T) {
	t.Parallel()
	c, err := Parse([]string{"-addr", "127.0.0.1:0"}, []string{"SNAPDECK_DATA=/var/lib/snapdeck", "IONOS_TOKEN=very.secret.token", "SNAPDECK_PRICES=de/fra=0.05"}, io.Discard)
	require.NoError(t, err)
	got := map[string]Setting{}
	for _, s := range c.Settings {
		require.NotContains(t, s.Value, "secret")
		s.Help = ""
		got[s.Variable] = s
	}
	require.Equal(t, Setting{Variable: "IONOS_TOKEN", Value: "***", Origin: FromEnvironment}, got["IONOS_TOKEN"])
	require.Equal(t, Setting{Variable: "SNAPDECK_ADDR", Value: "127.0.0.1:0", Origin: FromFlag}, got["SNAPDECK_ADDR"])
	require.Equal(t, Setting{Variable: "SNAPDECK_PRICES", Value: "de/fra=0.05", Origin: FromEnvironment}, got["SNAPDECK_PRICES"])
	require.Equal(t, Setting{Variable: "SNAPDECK_UNDO_WINDOW", Value: "10m", Origin: FromDefault}, got["SNAPDECK_UNDO_WINDOW"])
	require.Equal(t, Setting{Variable: "IONOS_PASSWORD", Origin: FromDefault}, got["IONOS_PASSWORD"])
}
