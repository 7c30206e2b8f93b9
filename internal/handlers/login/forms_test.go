package login

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
)

// provider is an identity provider that confirms one identity.
type provider struct {
	identity auth.Identity
	err      error
	asked    *auth.Ceremony
}

func (p provider) Address(_ context.Context, c auth.Ceremony) (string, error) {
	if p.asked != nil {
		*p.asked = c
	}
	return "https://id.example.org/login", p.err
}

func (p provider) Identify(context.Context, auth.Ceremony, string, string) (auth.Identity, error) {
	return p.identity, p.err
}

// area is the area's handlers with a single user.
type area struct {
	*Handlers
	login    *webtest.Login
	people   *webtest.People
	sessions *webtest.Sessions
	auditLog *webtest.AuditLog
}

func newArea(change ...func(*web.Deps)) area {
	ada := auth.User{ID: "u", Name: "ada", Role: auth.RoleAdmin, PasswordHash: "hash"}
	a := area{
		login: &webtest.Login{User: ada, Password: "right", Code: "123456"}, people: &webtest.People{All: []auth.User{ada}}, sessions: &webtest.Sessions{}, auditLog: &webtest.AuditLog{},
	}
	base := areatest.NewContract().Base(append([]func(*web.Deps){func(d *web.Deps) {
		d.Login, d.People, d.Sessions, d.AuditLog, d.Observer = a.login, a.people, a.sessions, a.auditLog, webtest.NoObserver{}
		d.Scheme = func(*http.Request) string { return "https" }
		d.Cloud.Contract = "31415926"
	}}, change...)...)
	a.Handlers = New(base, areatest.Passkeys(base))
	return a
}

// send sends a form without a session.
func send(t *testing.T, handle echo.HandlerFunc, fields url.Values) *httptest.ResponseRecorder {
	t.Helper()
	c, response := webtest.RequestBy(auth.User{}, http.MethodPost, "/login", fields)
	require.NoError(t, handle(c))
	return response
}

// get requests a page without a session.
func get(t *testing.T, handle echo.HandlerFunc, target string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	c, response := webtest.RequestBy(auth.User{}, http.MethodGet, target, nil)
	for _, cookie := range cookies {
		c.Request().AddCookie(cookie)
	}
	require.NoError(t, handle(c))
	return response
}

// outcomes returns the outcomes and actors in the audit log.
func (a area) outcomes() (all []string) {
	for _, e := range a.auditLog.Entries {
		all = append(all, e.Action+" "+e.Outcome+" "+e.Actor)
	}
	return all
}

// It leads only to pages of this site.
func TestLogIn_StartsSessionForRightPassword(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{"/volumes?q=a": "/volumes?q=a", "": "/", "//evil.example.org": "/", "https://evil.example.org": "/"} {
		a := newArea()
		response := send(t, a.LogIn, url.Values{"username": {"ada"}, "password": {"right"}, "next": {next}})
		require.Equal(t, want, response.Header().Get("Location"), next)
		require.Equal(t, []string{"ada"}, a.sessions.Started)
		require.Equal(t, []string{"login u"}, a.people.Done)
		require.Equal(t, []string{"log-in done ada"}, a.outcomes())
	}
}

// An unknown name is not recorded: the text may be a password.
func TestLogIn_WrongIsRefusedAndRecorded(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"ada": "log-in refused ada", "my password": "log-in refused " + auditing.UnknownName} {
		a := newArea()
		response := send(t, a.LogIn, url.Values{"username": {name}, "password": {"wrong"}, "next": {"/volumes"}})
		require.Equal(t, http.StatusUnauthorized, response.Code)
		require.Contains(t, response.Body.String(), `value="`+name+`"`)
		require.Contains(t, response.Body.String(), `value="/volumes"`)
		require.NotContains(t, response.Body.String(), "wrong\"")
		require.Empty(t, a.sessions.Started)
		require.Equal(t, []string{want}, a.outcomes())
	}
}

// After too many attempts a user must wait, and a failing database is an error.
func TestLogIn_ThrottledOrBroken(t *testing.T) {
	t.Parallel()
	a := newArea()
	a.login.Err = &auth.ThrottledError{Wait: 90 * time.Second}
	response := send(t, a.LogIn, url.Values{"username": {"ada"}, "password": {"right"}})
	require.Equal(t, http.StatusTooManyRequests, response.Code)
	require.Equal(t, "90", response.Header().Get("Retry-After"))
	require.Equal(t, []string{"refuse refused ada"}, a.outcomes())
	a.login.Err = webtest.ErrAway
	c, _ := areatest.Post("", "/login", url.Values{})
	require.ErrorIs(t, a.LogIn(c), webtest.ErrAway)
	a.login.Err, a.sessions.Err = nil, webtest.ErrAway
	c, _ = areatest.Post("", "/login", url.Values{"username": {"ada"}, "password": {"right"}})
	require.ErrorIs(t, a.LogIn(c), webtest.ErrAway)
}

// The page names no contract before the login.
func TestLoginPage_SkippedWithSession(t *testing.T) {
	t.Parallel()
	a := newArea()
	response := get(t, a.LoginPage, "/login?next=%2Fvolumes&reason=ended")
	require.Equal(t, http.StatusOK, response.Code)
	require.NotContains(t, response.Body.String(), "31415926")
	a.sessions.User = a.login.User
	require.Equal(t, "/volumes", get(t, a.LoginPage, "/login?next=%2Fvolumes").Header().Get("Location"))
}

// withFactor returns the area with an authenticator app for the user.
func withFactor(change func(*auth.User)) area {
	a := newArea()
	a.login.User.TOTPSecret, a.login.User.PasswordChangedAt = "secret", areatest.Noon
	user := a.login.User
	change(&user)
	a.people.All = []auth.User{user}
	return a
}

// The code is refused when the password has changed since, or the user was disabled.
func TestLoginFactor_NeedsCodeOfSameUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*auth.User)
		code   string
		want   int
	}{
		"right code":       {func(*auth.User) {}, "123456", http.StatusSeeOther},
		"wrong code":       {func(*auth.User) {}, "000000", http.StatusUnauthorized},
		"password changed": {func(u *auth.User) { u.PasswordChangedAt = areatest.Noon.Add(time.Second) }, "123456", http.StatusUnauthorized},
		"disabled":         {func(u *auth.User) { u.DisabledAt = areatest.Noon }, "123456", http.StatusUnauthorized},
		"removed":          {func(u *auth.User) { u.ID = "another" }, "123456", http.StatusUnauthorized},
	} {
		a := withFactor(c.change)
		asked := send(t, a.LogIn, url.Values{"username": {"ada"}, "password": {"right"}, "next": {"/volumes"}})
		require.Equal(t, http.StatusOK, asked.Code, name)
		require.Empty(t, a.sessions.Started, "%s: the password alone lets no one in", name)
		sealed, err := a.Sessions.Seal(pendingPurpose, pendingLogin{"u", passwordTag(a.login.User)})
		require.NoError(t, err)
		response := send(t, a.LoginFactor, url.Values{"pending": {sealed}, "code": {c.code}, "next": {"/volumes"}})
		require.Equal(t, c.want, response.Code, name)
		require.Equal(t, c.want == http.StatusSeeOther, len(a.sessions.Started) == 1, name)
	}
}

func TestLoginFactor_WrongCodesAreRecordedAndThrottled(t *testing.T) {
	t.Parallel()
	a := withFactor(func(*auth.User) {})
	sealed, err := a.Sessions.Seal(pendingPurpose, pendingLogin{"u", passwordTag(a.login.User)})
	require.NoError(t, err)
	send(t, a.LoginFactor, url.Values{"pending": {sealed}, "code": {"000000"}})
	require.Equal(t, []string{"log-in refused ada"}, a.outcomes())
	a.login.Err = &auth.ThrottledError{Wait: time.Minute}
	require.Equal(t, http.StatusTooManyRequests, send(t, a.LoginFactor, url.Values{"pending": {sealed}, "code": {"123456"}}).Code)
}

// The browser also deletes what it stored, if the dashboard has its origin for itself.
func TestLogout_EndsSession(t *testing.T) {
	t.Parallel()
	for scheme, want := range map[string]bool{"https": true, "http": false} {
		a := newArea(func(d *web.Deps) { d.Scheme = func(*http.Request) string { return scheme } })
		response := send(t, a.logout, url.Values{})
		require.Equal(t, "/login?reason=out", response.Header().Get("Location"))
		require.Equal(t, want, response.Header().Get("Clear-Site-Data") != "", scheme)
		require.Equal(t, 1, a.sessions.Ended)
		require.Equal(t, "log-out", a.auditLog.Entries[0].Action)
	}
}

// The entry has no name, since none was proven.
func TestLoginPasskey_RefusedIsRecorded(t *testing.T) {
	t.Parallel()
	a := newArea()
	require.Equal(t, http.StatusUnauthorized, send(t, a.LoginPasskey, url.Values{"state": {"made up"}}).Code)
	require.Equal(t, []string{"log-in refused " + auditing.UnknownName}, a.outcomes())
	require.Empty(t, a.sessions.Started)
}

// The provider leads back to the address that browsers know, and to a page of this site.
func TestToProvider_GoesThereAndBack(t *testing.T) {
	t.Parallel()
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, paths.OidcPath, nil), httptest.NewRecorder())
	require.ErrorIs(t, newArea().ToProvider(c), echo.ErrNotFound, "without a provider there is no such page")
	for public, want := range map[string]string{"": "https://example.com/login/oidc/callback", "https://snapdeck.example.org/below/": "https://snapdeck.example.org/below/login/oidc/callback"} {
		asked := auth.Ceremony{}
		a := newArea(func(d *web.Deps) { d.Provider, d.PublicURL = provider{asked: &asked}, public })
		response := get(t, a.ToProvider, paths.OidcPath+"?next=%2F%2Fevil.example.org&proof=1")
		require.Equal(t, "https://id.example.org/login", response.Header().Get("Location"))
		require.Equal(t, want, asked.Redirect)
		require.Equal(t, "/", asked.Next)
		require.True(t, asked.Proof)
		cookie := response.Result().Cookies()[0]
		require.True(t, cookie.HttpOnly && cookie.Secure && cookie.MaxAge > 0)
	}
	a := newArea(func(d *web.Deps) { d.Provider = provider{err: errors.New("no route to host")} })
	require.Equal(t, http.StatusBadGateway, get(t, a.ToProvider, paths.OidcPath).Code)
}

// Each failure leaves an audit entry, but a failing database is an error.
func TestFromProvider_RefusesWithCode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		provider provider
		admitted error
		target   string
		code     string
	}{
		"no role":             {provider{}, auth.ErrBadRole, "?code=c", "role"},
		"name is taken":       {provider{}, fmt.Errorf("admit: %w", auth.ErrUserExists), "?code=c", "exists"},
		"disabled":            {provider{}, auth.ErrBadCredentials, "?code=c", "disabled"},
		"name cannot be used": {provider{}, auth.ErrBadName, "?code=c", "provider"},
		"not vouched for":     {provider{err: auth.ErrProvider}, nil, "?code=c", "provider"},
		"cancelled there":     {provider{}, nil, "?error=access_denied", "provider"},
	} {
		a := newArea(func(d *web.Deps) { d.Provider = c.provider })
		a.login.Admitted = c.admitted
		response := get(t, func(ctx echo.Context) error { return a.from(ctx, auth.Ceremony{Next: "/volumes"}) }, paths.OidcCallback+c.target)
		require.Equal(t, http.StatusForbidden, response.Code, name)
		require.Contains(t, response.Body.String(), `data-error="`+c.code+`"`, name)
		require.Len(t, a.auditLog.Entries, 1, name)
		require.Empty(t, a.sessions.Started, name)
	}
}

// from calls FromProvider with the cookie of a ceremony, as browsers write it.
func (a area) from(c echo.Context, ceremony auth.Ceremony) error {
	a.Sessions = ceremonySessions{a.sessions, ceremony}
	c.Request().AddCookie(&http.Cookie{Name: oidcCookie, Value: "sealed"})
	return a.FromProvider(c)
}

// A missing cookie means that another browser began the login.
func TestFromProvider_StartsSessionOfConfirmedUser(t *testing.T) {
	t.Parallel()
	a := newArea(func(d *web.Deps) { d.Provider = provider{} })
	response := get(t, func(c echo.Context) error { return a.from(c, auth.Ceremony{Next: "/volumes"}) }, paths.OidcCallback+"?code=c")
	require.Equal(t, "/volumes", response.Header().Get("Location"))
	require.Equal(t, []string{"ada"}, a.sessions.Started)
	require.Negative(t, response.Result().Cookies()[0].MaxAge, "the ceremony is over")
	a = newArea(func(d *web.Deps) { d.Provider = provider{} })
	require.Equal(t, http.StatusForbidden, get(t, a.FromProvider, paths.OidcCallback+"?code=c").Code)
	require.Empty(t, a.sessions.Started)
}

func TestFromProvider_ProofNeedsFreshLoginOfSameUser(t *testing.T) {
	t.Parallel()
	own := auth.Identity{Issuer: "https://id.example.org", Subject: "7", AuthTime: areatest.Noon.Add(-time.Minute)}
	change := func(f func(*auth.Identity)) auth.Identity {
		other := own
		f(&other)
		return other
	}
	for name, c := range map[string]struct {
		identity auth.Identity
		loggedIn bool
		want     bool
	}{
		"fresh":            {own, true, true},
		"not logged in":    {own, false, false},
		"another user":     {change(func(i *auth.Identity) { i.Subject = "8" }), true, false},
		"another provider": {change(func(i *auth.Identity) { i.Issuer = "https://other.example.org" }), true, false},
		"old login":        {change(func(i *auth.Identity) { i.AuthTime = areatest.Noon.Add(-time.Hour) }), true, false},
		"clock ahead":      {change(func(i *auth.Identity) { i.AuthTime = areatest.Noon.Add(maxClockDifference) }), true, true},
		"in the future":    {change(func(i *auth.Identity) { i.AuthTime = areatest.Noon.Add(maxClockDifference + time.Second) }), true, false},
		"far in it":        {change(func(i *auth.Identity) { i.AuthTime = areatest.Noon.AddDate(1000, 0, 0) }), true, false},
		"time not given":   {change(func(i *auth.Identity) { i.AuthTime = time.Time{} }), true, false},
	} {
		a := newArea(func(d *web.Deps) { d.Provider = provider{identity: c.identity} })
		if c.loggedIn {
			a.sessions.User = auth.User{ID: "u", Name: "ada", Issuer: own.Issuer, Subject: own.Subject}
		}
		response := get(t, func(ctx echo.Context) error { return a.from(ctx, auth.Ceremony{Next: "/volumes", Proof: true}) }, paths.OidcCallback+"?code=c")
		require.Equal(t, c.want, response.Code == http.StatusSeeOther, name)
		require.Equal(t, c.want, !a.people.ProvedAt.IsZero(), name)
		require.Empty(t, a.sessions.Started, "%s: it is no login", name)
	}
}

// The limit is one audit entry a minute.
func TestFromProvider_ManyRefusalsAreOneEntry(t *testing.T) {
	t.Parallel()
	a := newArea(func(d *web.Deps) { d.Provider = provider{err: auth.ErrProvider} })
	for range 5 {
		get(t, func(c echo.Context) error { return a.from(c, auth.Ceremony{}) }, paths.OidcCallback+"?code=c")
	}
	require.Len(t, a.auditLog.Entries, 1)
	a = newArea(func(d *web.Deps) { d.Provider = provider{err: webtest.ErrAway} })
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, paths.OidcCallback, nil), httptest.NewRecorder())
	require.ErrorIs(t, a.from(c, auth.Ceremony{}), webtest.ErrAway)
}

// ceremonySessions opens any text as one ceremony.
type ceremonySessions struct {
	*webtest.Sessions
	ceremony auth.Ceremony
}

func (s ceremonySessions) Open(purpose, _ string, value any) error {
	if purpose != oidcCookie {
		return errors.New("sealed for another purpose")
	}
	*value.(*auth.Ceremony) = s.ceremony
	return nil
}
