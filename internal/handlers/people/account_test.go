package people

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
)

// A password or a code is proof.
func TestRequireProof_AsksForStaleProof(t *testing.T) {
	t.Parallel()
	const destroys, harms = "/snapshots/:id/overwrite", "/snapshots/:id/lock"
	withCode := ada()
	withCode.TOTPSecret = "secret"
	fresh, old := areatest.Noon.Add(-time.Minute), areatest.Noon.Add(-time.Hour)
	for name, c := range map[string]struct {
		form  form
		code  int // 0: no question
		noted bool
	}{
		"fresh":                   {form{user: ada(), proved: fresh, route: destroys}, 0, false},
		"just fresh":              {form{user: ada(), proved: areatest.Noon.Add(-5 * time.Minute), route: destroys}, 0, false},
		"old":                     {form{user: ada(), proved: old, route: destroys}, http.StatusForbidden, false},
		"never proved":            {form{user: ada(), route: destroys}, http.StatusForbidden, false},
		"does not matter":         {form{user: ada(), proved: old, route: harms}, 0, false},
		"right password":          {form{user: ada(), proved: old, route: destroys, fields: url.Values{"proof": {"right"}}}, 0, true},
		"wrong password":          {form{user: ada(), proved: old, route: destroys, fields: url.Values{"proof": {"wrong"}}}, http.StatusUnprocessableEntity, false},
		"a code without an app":   {form{user: ada(), proved: old, route: destroys, fields: url.Values{"proof": {"123456"}}}, http.StatusUnprocessableEntity, false},
		"a code of the app":       {form{user: withCode, proved: old, route: destroys, fields: url.Values{"proof": {"123456"}}}, 0, true},
		"a wrong code of the app": {form{user: withCode, proved: old, route: destroys, fields: url.Values{"proof": {"654321"}}}, http.StatusUnprocessableEntity, false},
	} {
		a := newArea()
		passed := false
		ctx, response := c.form.context()
		require.NoError(t, a.RequireProof(func(c echo.Context) error {
			passed = true
			require.Empty(t, c.FormValue(proofField), "%s: a password is no field of the form", name)
			return nil
		})(ctx), name)
		require.Equal(t, c.code == 0, passed, name)
		if c.code != 0 {
			require.Equal(t, c.code, response.Code, name)
		}
		require.Equal(t, c.noted, !a.people.ProvedAt.IsZero(), name)
		require.Equal(t, c.noted, session.Of(ctx).ProvedAt.Equal(areatest.Noon), name)
	}
}

// Nothing has to be typed twice, and nothing of the proof is shown again.
func TestRequireProof_KeepsForm(t *testing.T) {
	t.Parallel()
	a := newArea()
	c, response := form{user: ada(), route: "/snapshots/:id/overwrite", id: "s", fields: url.Values{"volume": {"v1"}, "phrase": {`a"b`}, "proof": {"wrong password"}}}.context()
	require.NoError(t, a.RequireProof(func(echo.Context) error { t.Error("it passed"); return nil })(c))
	body := response.Body.String()
	require.Contains(t, body, `action="/snapshots/s/overwrite"`)
	require.Contains(t, body, `value="v1"`)
	require.NotContains(t, body, "wrong password")
	require.Len(t, a.auditLog.Entries, 1, "a wrong proof leaves a trace")
	require.Equal(t, "refuse", a.auditLog.Entries[0].Action)
}

// After too many attempts a user must wait, and with a failing database the form is not carried out.
func TestRequireProof_ThrottledAndBroken(t *testing.T) {
	t.Parallel()
	a := newArea()
	a.login.Err = &auth.ThrottledError{Wait: time.Minute}
	c, response := form{user: ada(), route: "/snapshots/:id/overwrite", fields: url.Values{"proof": {"right"}}}.context()
	next := func(echo.Context) error { t.Error("it passed"); return nil }
	require.NoError(t, a.RequireProof(next)(c))
	require.Equal(t, http.StatusTooManyRequests, response.Code)
	require.Equal(t, "60", response.Header().Get("Retry-After"))
	a.login.Err, a.people.Err = nil, webtest.ErrAway
	c, _ = form{user: ada(), route: "/snapshots/:id/overwrite", fields: url.Values{"proof": {"right"}}}.context()
	require.ErrorIs(t, a.RequireProof(next)(c), webtest.ErrAway)
}

// The account page is the only one until the user has set a password and, if required, a second factor.
func TestRequireOwnPassword_AllowsOnlyAccountPage(t *testing.T) {
	t.Parallel()
	first, whole, external := ada(), ada(), ada()
	first.MustChangePassword, whole.TOTPSecret, external.PasswordHash = true, "secret", ""
	for name, c := range map[string]struct {
		user   auth.User
		demand bool
		path   string
		passes bool
	}{
		"own password":                 {ada(), false, "/volumes", true},
		"first password":               {first, false, "/volumes", false},
		"first password, account":      {first, false, "/account/password", true},
		"first password, log out":      {first, false, "/logout", true},
		"factor demanded":              {ada(), true, "/volumes", false},
		"factor demanded, has one":     {whole, true, "/volumes", true},
		"factor demanded, by provider": {external, true, "/volumes", true},
		"factor demanded, account":     {ada(), true, "/account/totp", true},
	} {
		a := newArea(func(d *web.Deps) { d.SecondFactor = c.demand })
		passed := false
		ctx, _ := form{user: c.user, route: c.path}.context()
		err := a.RequireOwnPassword(func(echo.Context) error { passed = true; return nil })(ctx)
		require.Equal(t, c.passes, passed, name)
		if !c.passes {
			var change session.MustChange
			require.ErrorAs(t, err, &change, name)
			require.Equal(t, c.user.MustChangePassword, change.Password, name)
			ctx.Request().Method = http.MethodGet
			require.NoError(t, a.RequireOwnPassword(nil)(ctx), name)
			require.Equal(t, paths.AccountPath, ctx.Response().Header().Get("Location"), name)
		}
	}
}

func TestChangePassword_NeedsOldOneAndNewOneTwice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		old, again string
		must       bool
		status     int
		to         string
	}{
		"changed":       {"right", "new", false, http.StatusSeeOther, "/account?done=password"},
		"first one":     {"right", "new", true, http.StatusSeeOther, "/"},
		"wrong old one": {"wrong", "new", false, http.StatusUnprocessableEntity, ""},
		"not the same":  {"right", "other", false, http.StatusUnprocessableEntity, ""},
	} {
		a := newArea()
		user := ada()
		user.MustChangePassword = c.must
		ctx, response := form{user: user, route: "/account/password", fields: url.Values{"old": {c.old}, "new": {"new"}, "again": {c.again}}}.context()
		require.NoError(t, a.changePassword(ctx), name)
		require.Equal(t, c.status, response.Code, name)
		require.Equal(t, c.to, response.Header().Get("Location"), name)
		require.Len(t, a.auditLog.Entries, map[bool]int{true: 1}[c.to != ""], name)
	}
}

// Ending a session that has ended already is no error.
func TestSessions_EndsOnlyOwn(t *testing.T) {
	t.Parallel()
	for id, want := range map[string][]string{"phone": {"end session phone u"}, "theirs": nil, "gone": nil} {
		a := newArea()
		require.Equal(t, "/account?done=sessions", send(t, a.endSession, id, nil).Header().Get("Location"), id)
		require.Equal(t, want, a.people.Done, id)
	}
	a := newArea()
	send(t, a.endOtherSessions, "", nil)
	require.Equal(t, []string{"end sessions but mine u"}, a.people.Done, "the current session stays")
}

// The secret must be the one that was shown to the same user.
func TestTOTP_SetUpByValidCode(t *testing.T) {
	t.Parallel()
	a := newArea()
	sealed := func(purpose, userID string) string {
		text, err := a.Sessions.Seal(purpose, newTOTP{userID, "JBSWY3DPEHPK3PXP"})
		require.NoError(t, err)
		return text
	}
	for name, c := range map[string]struct {
		sealed, code string
		status       int
		contains     string
	}{
		"right":           {sealed(totpPurpose, "u"), "123456", http.StatusOK, "recovery-1"},
		"wrong code":      {sealed(totpPurpose, "u"), "000000", http.StatusUnprocessableEntity, "JBSWY3DPEHPK3PXP"},
		"of another user": {sealed(totpPurpose, "bob/1"), "123456", http.StatusUnprocessableEntity, `data-error="expired"`},
		"another purpose": {sealed("other", "u"), "123456", http.StatusUnprocessableEntity, `data-error="expired"`},
		"nothing":         {"", "123456", http.StatusUnprocessableEntity, `data-error="expired"`},
	} {
		a.auditLog.Entries = nil
		response := send(t, a.confirmTOTP, "", url.Values{"sealed": {c.sealed}, "code": {c.code}})
		require.Equal(t, c.status, response.Code, name)
		require.Contains(t, response.Body.String(), c.contains, name)
		require.Equal(t, c.status == http.StatusOK, len(a.auditLog.Entries) == 1, name)
	}
	require.Equal(t, http.StatusSeeOther, send(t, a.newRecoveryCodes, "", nil).Code, "without an app there are none")
	require.Equal(t, "/account?done=totp", send(t, a.removeTOTP, "", nil).Header().Get("Location"))
}

func TestSetUpTOTP_ShowsNewSecretEachTime(t *testing.T) {
	t.Parallel()
	a := newArea()
	require.NotEqual(t, send(t, a.setUpTOTP, "", nil).Body.String(), send(t, a.setUpTOTP, "", nil).Body.String())
}

// Their number is limited, and the state must have been sealed for adding one.
func TestPasskeys_AddedWherePossible(t *testing.T) {
	t.Parallel()
	add := func(a area, host string) int {
		c, response := form{user: ada(), route: "/account/passkeys"}.context()
		c.Request().Host = host
		require.NoError(t, a.addPasskey(c))
		return response.Code
	}
	a := newArea()
	require.Equal(t, http.StatusOK, add(a, "localhost:8080"))
	require.Equal(t, http.StatusUnprocessableEntity, add(a, "192.0.2.1"))
	for range maxPasskeys {
		a.people.Keys = append(a.people.Keys, auth.Passkey{Credential: []byte("{}")})
	}
	require.Equal(t, http.StatusUnprocessableEntity, add(a, "localhost:8080"))
	c, response := form{user: ada(), route: "/account/passkeys/confirm", fields: url.Values{"state": {"made up"}, "credential": {"{}"}}}.context()
	c.Request().Host = "localhost:8080"
	require.NoError(t, a.confirmPasskey(c))
	require.Equal(t, http.StatusUnprocessableEntity, response.Code)
	require.Equal(t, "/account?done=passkey-removed", send(t, a.removePasskey, "key-1", nil).Header().Get("Location"))
	require.Equal(t, []string{"remove passkey key-1 u"}, a.people.Done)
}

// The ids of passkeys may contain anything.
func TestPasskeysOn_LinkToRemoval(t *testing.T) {
	t.Parallel()
	a := newArea()
	a.people.Keys = []auth.Passkey{{ID: "a/b", Name: " Phone "}}
	user := ada()
	none, err := a.passkeysOn(t.Context(), areatest.Request(a.Base, "/"), user)
	require.NoError(t, err)
	require.Empty(t, none)
	user.Passkeys = 1
	entries, err := a.passkeysOn(t.Context(), areatest.Request(a.Base, "/"), user)
	require.NoError(t, err)
	require.Equal(t, "/account/passkeys/a%2Fb/remove", entries[0].Href)
	require.Equal(t, "Phone", entries[0].Name)
}

// Other browsers claim to be Chrome and Safari too.
func TestBrowserOf_ReadsUserAgent(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                       "Firefox on Linux",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0":    "Edge on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15":            "Safari on macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1": "Safari on iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36":                         "Chrome on Android",
		"curl/8.9": "curl", "": "Unknown browser", "<script>": "Unknown browser",
	} {
		require.Equal(t, want, browserOf(agent))
	}
}

// Whoever confirms is told what.
func TestPurposes_OfEveryRouteThatNeedsProof(t *testing.T) {
	t.Parallel()
	r := rights.New(nil, nil)
	for _, route := range r.Routes() {
		method, path, _ := strings.Cut(route, " ")
		needs, _ := r.Of(method, path)
		require.Equal(t, needs.Proof, purposes()[route] != "", route)
	}
}
