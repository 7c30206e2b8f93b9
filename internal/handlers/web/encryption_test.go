package web

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/site"
)

// The notice is for addresses on the network without TLS.
func TestEncryptionNotice_OnlyWhereOthersCanRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options site.Options
		want    int
	}{
		"this machine":            {site.Options{Listen: "127.0.0.1:8080"}, 0},
		"network":                 {site.Options{Listen: "0.0.0.0:8080"}, 1},
		"network with TLS":        {site.Options{Listen: "0.0.0.0:8080", TLS: true}, 0},
		"behind a proxy with TLS": {site.Options{Listen: "0.0.0.0:8080", Public: "https://snapdeck.example.org"}, 0},
	} {
		s, err := site.New(c.options)
		require.NoError(t, err, name)
		notices := EncryptionNotice(s)
		require.Len(t, notices, c.want, name)
		for _, n := range notices {
			require.Equal(t, "unencrypted", n.Code, name)
		}
	}
}
