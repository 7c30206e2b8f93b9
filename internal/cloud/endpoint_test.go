package cloud

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEndpoint_Forms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://api.ionos.com":               "https://api.ionos.com/cloudapi/v6",
		"https://api.ionos.com/":              "https://api.ionos.com/cloudapi/v6",
		"https://api.ionos.com/cloudapi/v6":   "https://api.ionos.com/cloudapi/v6",
		"https://api.ionos.com/cloudapi/v6/":  "https://api.ionos.com/cloudapi/v6",
		"https://api.ionos.com/cloudapi/v6//": "https://api.ionos.com/cloudapi/v6",
		"HTTPS://API.ionos.com":               "https://api.ionos.com/cloudapi/v6",
		" api.ionos.com ":                     "https://api.ionos.com/cloudapi/v6",
		"api.example.org:8443":                "https://api.example.org:8443/cloudapi/v6",
		"localhost:8080":                      "http://localhost:8080/cloudapi/v6",
		"localhost:8080/cloudapi/v6/":         "http://localhost:8080/cloudapi/v6",
		"127.0.0.1:9090":                      "http://127.0.0.1:9090/cloudapi/v6",
		"[::1]:9090":                          "http://[::1]:9090/cloudapi/v6",
		"192.0.2.7:9090":                      "https://192.0.2.7:9090/cloudapi/v6",
		"http://127.0.0.1:9090/sim":           "http://127.0.0.1:9090/sim/cloudapi/v6",
		"http://127.0.0.1/sim/cloudapi/v6/":   "http://127.0.0.1/sim/cloudapi/v6",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			at, err := parseEndpoint(text)
			require.NoError(t, err)
			require.Equal(t, want, at.base())
		})
	}
}

func TestEndpoint_OwnsOnlyItself(t *testing.T) {
	t.Parallel()
	at, err := parseEndpoint("https://api.ionos.com")
	require.NoError(t, err)
	for text, want := range map[string]bool{
		"https://api.ionos.com/x":      true,
		"https://API.ionos.com:443/x":  true,
		"http://api.ionos.com/x":       false,
		"https://api.ionos.com:444/x":  false,
		"https://api.ionos.com.evil/x": false,
		"https://evil/api.ionos.com":   false,
		"/cloudapi/v6":                 false,
	} {
		u, err := url.Parse(text)
		require.NoError(t, err)
		require.Equal(t, want, at.owns(u), text)
	}
}
