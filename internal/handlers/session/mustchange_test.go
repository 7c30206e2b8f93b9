package session

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/webtest"
)

// Only the account is of use then.
func TestMustChange_LeadsToAccount(t *testing.T) {
	t.Parallel()
	for code, err := range map[string]MustChange{"first-password": {Password: true}, "second-factor": {}} {
		c, _ := webtest.Request(http.MethodPost, "/snapshots/s/delete", nil)
		p := problem.Of(err, c.Request(), "req-1")
		require.Equal(t, http.StatusForbidden, p.Status, code)
		require.Equal(t, code, p.Error)
		require.Len(t, p.Links, 1, code)
		require.Equal(t, "/account", p.Links[0].Href, code)
		require.Empty(t, p.RequestID, "%s: nothing failed", code)
	}
	require.NotEqual(t, MustChange{true}.Error(), MustChange{false}.Error(), "the log distinguishes them")
	require.NotEqual(t, MustChange{true}.Problem(nil).Title, MustChange{false}.Problem(nil).Title)
}

// A page that needs no login must still distinguish a visitor from a failing store.
func TestCurrent_UserVisitorOrFailure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sessions webtest.Sessions
		user     string
		known    bool
		err      error
	}{
		"a user":          {webtest.Sessions{User: auth.User{Name: "ada"}}, "ada", true, nil},
		"a visitor":       {webtest.Sessions{}, "", false, nil},
		"a failing store": {webtest.Sessions{User: auth.User{Name: "ada"}, Err: webtest.ErrAway}, "", false, webtest.ErrAway},
		"an ended one":    {webtest.Sessions{Err: auth.ErrNoSession}, "", false, nil},
	} {
		ctx, _ := webtest.RequestBy(auth.User{}, http.MethodGet, "/login", nil)
		_, user, known, err := Current(&c.sessions, ctx.Request())
		require.ErrorIs(t, err, c.err, name)
		require.Equal(t, c.known, known, name)
		require.Equal(t, c.user, user.Name, name)
	}
}

// What a form would have done is not repeated after the login; any method but a read counts as a form.
func TestRequireLogin_ByMethod(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{
		http.MethodGet: "/login?next=%2Fsnapshots%2Fs%3Ftab%3Dlabels", http.MethodHead: "/login?next=%2Fsnapshots%2Fs%3Ftab%3Dlabels",
		http.MethodPost: "/login?next=%2Fvolumes&reason=unsent", http.MethodDelete: "/login?next=%2Fvolumes&reason=unsent",
	} {
		c, response := webtest.RequestBy(auth.User{}, method, "/snapshots/s?tab=labels", nil)
		c.Request().Header.Set("Referer", "http://example.com/volumes")
		require.NoError(t, RequireLogin(&webtest.Sessions{})(func(echo.Context) error {
			t.Error("a visitor passed")
			return nil
		})(c), method)
		require.Equal(t, http.StatusSeeOther, response.Code, method)
		require.Equal(t, want, response.Header().Get("Location"), method)
	}
}
