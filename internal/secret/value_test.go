package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/secret"
)

func TestValue_ShowsNothing(t *testing.T) {
	t.Parallel()
	hush := secret.New("hush")
	hidden := struct{ value secret.Value }{hush} // fmt cannot call methods on unexported fields
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T%v", "%10.3s"} {
		fmt.Fprintf(&out, verb+"\n", hush)
		fmt.Fprintf(&out, verb+"\n", &hush)
		fmt.Fprintf(&out, verb+"\n", struct{ Value secret.Value }{hush})
		fmt.Fprintf(&out, verb+"\n", hidden)
		fmt.Fprintf(&out, verb+"\n", []secret.Value{hush})
	}
	text, err := json.Marshal(map[string]any{"a": hush, "b": &hush, "c": hidden})
	require.NoError(t, err)
	out.Write(text)
	slog.New(slog.NewTextHandler(&out, nil)).Info("log", "a", hush, "b", &hush, "c", hidden)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("log", "a", hush, "b", &hush, "c", hidden)

	require.NotContains(t, out.String(), "hush")
	require.NotContains(t, out.String(), fmt.Sprintf("%x", "hush"))
	require.Equal(t, "***", hush.String())
	require.Equal(t, "hush", hush.Reveal())
	require.Empty(t, secret.Value{}.String())
	require.False(t, secret.New("").Set())
}
