package login

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Another program on the same host must lose nothing.
func TestClearsSite_OnlySecureOriginOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		public string
		secure bool
		want   bool
	}{
		"no public URL, secure":       {"", true, true},
		"no public URL, not secure":   {"", false, false},
		"root of a host":              {"https://snapdeck.example.org", false, true},
		"root with a slash":           {"https://snapdeck.example.org/", false, true},
		"below a path":                {"https://example.org/snapdeck", true, false},
		"public URL is not encrypted": {"http://snapdeck.example.org", true, false},
		"unreadable":                  {"https://%zz", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheme := "http"
			if c.secure {
				scheme = "https"
			}
			require.Equal(t, c.want, clearsSite(c.public, scheme))
		})
	}
}
