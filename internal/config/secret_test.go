package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/config"
)

func TestSecret_ShowsNothing(t *testing.T) {
	t.Parallel()
	secret := config.NewSecret("hush")
	hidden := struct{ secret config.Secret }{secret} // fmt cannot call the methods of what is not exported
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T%v", "%10.3s"} {
		fmt.Fprintf(&out, verb+"\n", secret)
		fmt.Fprintf(&out, verb+"\n", &secret)
		fmt.Fprintf(&out, verb+"\n", struct{ Secret config.Secret }{secret})
		fmt.Fprintf(&out, verb+"\n", hidden)
		fmt.Fprintf(&out, verb+"\n", []config.Secret{secret})
	}
	text, err := json.Marshal(map[string]any{"a": secret, "b": &secret, "c": hidden})
	require.NoError(t, err)
	out.Write(text)
	slog.New(slog.NewTextHandler(&out, nil)).Info("said", "a", secret, "b", &secret, "c", hidden)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("said", "a", secret, "b", &secret, "c", hidden)

	require.NotContains(t, out.String(), "hush")
	require.NotContains(t, out.String(), fmt.Sprintf("%x", "hush"))
	require.Equal(t, "***", secret.String())
	require.Equal(t, "hush", secret.Reveal())
	require.Empty(t, config.Secret{}.String())
	require.False(t, config.NewSecret("").Set())
}

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
