package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
)

func TestLogout_ClearsSiteWhereItMay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ scheme, public, want string }{
		"plain HTTP":   {"http", "", ""},
		"TLS":          {"https", "", `"cache", "storage"`},
		"public":       {"http", "https://ops.example.com", `"cache", "storage"`},
		"below a path": {"https", "https://ops.example.com/snapdeck", ""},
		"public HTTP":  {"http", "http://ops.example.com", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := setup(t, func(deps *web.Deps) {
				deps.PublicURL, deps.Scheme = c.public, func(*http.Request) string { return c.scheme }
			})
			require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
			response, err := d.client.PostForm(d.url+"/logout", nil)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, c.want, response.Header.Get("Clear-Site-Data"))
			require.Contains(t, response.Header.Get("Set-Cookie"), "snapdeck=;")
			require.Len(t, response.Header.Values("Set-Cookie"), 1)
		})
	}
}
