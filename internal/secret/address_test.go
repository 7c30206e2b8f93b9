package secret_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/secret"
)

func TestAddress_HidesCredentials(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                            "",
		"https://host:1/path":         "https://host:1/path",
		"https://ada:hush@host:x":     "https://***@host:x",
		"ada:hush@host":               "***@host",
		"https://ada:hu@sh/hush@host": "https://***@host",
		"://hush@":                    "://***@",
	} {
		require.Equal(t, want, secret.Address(text))
	}
}
