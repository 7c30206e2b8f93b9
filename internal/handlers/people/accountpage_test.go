package people

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/views/viewtest"
)

// accountOf returns the content of a user's account page.
func accountOf(t *testing.T, a area, user auth.User, query string) *viewtest.Node {
	t.Helper()
	c, response := form{user: user, route: paths.AccountPath + query}.context()
	c.Request().Method, c.Request().Host = http.MethodGet, "localhost:8080"
	require.NoError(t, a.account(c))
	require.Equal(t, http.StatusOK, response.Code)
	return areatest.ReadSent(t, response)
}

// actions returns the addresses of the forms of a page.
func actions(n *viewtest.Node) string {
	return strings.Join(n.Values("form[method=post]", "action"), " ")
}

// A user sees what they may change about their own login, and nothing before what is demanded of them.
func TestAccount_OffersWhatTheUserMayChange(t *testing.T) {
	t.Parallel()
	const password, app, sessions = "/account/password", "/account/totp", "/account/sessions/theirs/end"
	for name, c := range map[string]struct {
		change func(*auth.User)
		demand bool // a second factor
		want   []string
		never  []string
		notice string
	}{
		"password":            {func(*auth.User) {}, false, []string{password, app, "/account/passkeys", "/account/sessions/end"}, []string{"/account/recovery", "/account/totp/remove"}, ""},
		"app":                 {func(u *auth.User) { u.TOTPSecret = "secret" }, false, []string{password, "/account/recovery", "/account/totp/remove"}, nil, ""},
		"app, demanded":       {func(u *auth.User) { u.TOTPSecret = "secret" }, true, []string{"/account/totp/remove", "/account/sessions/end"}, nil, ""},
		"identity provider":   {func(u *auth.User) { u.PasswordHash = "" }, true, []string{"/account/sessions/end"}, []string{password, app, "/account/passkeys"}, ""},
		"first password":      {func(u *auth.User) { u.MustChangePassword = true }, false, []string{password}, []string{app, "/account/passkeys", "/account/sessions/end"}, "first-password"},
		"factor demanded":     {func(*auth.User) {}, true, []string{password, app, "/account/passkeys"}, []string{"/account/sessions/end"}, "second-factor"},
		"first password, too": {func(u *auth.User) { u.MustChangePassword = true }, true, []string{password}, []string{app, sessions}, "first-password"},
	} {
		a := newArea(func(d *web.Deps) { d.SecondFactor = c.demand })
		user := ada()
		c.change(&user)
		main := accountOf(t, a, user, "")
		offered := strings.Fields(actions(main))
		for _, action := range c.want {
			require.Contains(t, offered, action, name)
		}
		for _, action := range c.never {
			require.NotContains(t, offered, action, name)
		}
		require.Equal(t, strings.Fields(c.notice), append([]string{}, main.Values("[data-notice]", "data-notice")...), name)
	}
}

// The current session is marked and cannot be ended here; the others have a button each.
func TestAccount_ListsSessions(t *testing.T) {
	t.Parallel()
	a := newArea()
	a.people.Open[1].UserAgent, a.people.Open[1].Addr = `<script>`, "192.0.2.7"
	a.people.Open[2].UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	list := accountOf(t, a, ada(), "").One(t, "ul.sessions")
	require.Len(t, list.All("li"), 3)
	current := list.One(t, "li[data-state=current]")
	require.Empty(t, current.All("form"))
	require.Equal(t, []string{"/account/sessions/phone/end", "/account/sessions/theirs/end"}, list.Values("form", "action"))
	require.Contains(t, list.Words(), "Firefox on Linux")
	require.Contains(t, list.Words(), "192.0.2.7")
	require.Empty(t, list.All("script"))
	a.people.Open = a.people.Open[:1]
	require.NotContains(t, actions(accountOf(t, a, ada(), "")), "/account/sessions", "there is no other one to end")
}

// Each passkey can be removed, whatever its name is; how many recovery codes are left is shown.
func TestAccount_ListsPasskeys(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		a := newArea()
		a.people.Keys = []auth.Passkey{{ID: "a/b", Name: text, CreatedAt: areatest.Noon.Add(-time.Hour)}, {ID: "c", Name: "Phone", CreatedAt: areatest.Noon, UsedAt: areatest.Noon}}
		user := ada()
		user.Passkeys = 2
		main := accountOf(t, a, user, "")
		require.Equal(t, []string{"/account/passkeys/a%2Fb/remove", "/account/passkeys/c/remove"}, main.One(t, "ul.passkeys").Values("form", "action"), name)
		require.Equal(t, "on", main.One(t, "[aria-labelledby=factor-title]").Attr["data-state"], name)
	}
	require.Equal(t, "off", accountOf(t, newArea(), ada(), "").One(t, "[aria-labelledby=factor-title]").Attr["data-state"])
}

// After a change the page says what was done, and nothing that an address makes up.
func TestAccount_ConfirmsChange(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, done := range []string{"password", "passkey", "passkey-removed", "totp", "sessions"} {
		text := accountOf(t, newArea(), ada(), "?done="+done).One(t, "[data-notice=done]").Words()
		require.False(t, seen[text], "%s has a text of its own", done)
		seen[text] = true
	}
	for _, done := range []string{"", "nonsense", "<script>"} {
		require.Empty(t, accountOf(t, newArea(), ada(), "?done="+url.QueryEscape(done)).All("[data-notice]"), done)
	}
}

// Where Snapdeck has no name that a passkey could belong to, none is offered.
func TestAccount_NoPasskeysByAddress(t *testing.T) {
	t.Parallel()
	c, response := form{user: ada(), route: paths.AccountPath}.context()
	c.Request().Host = "192.0.2.1:8080"
	require.NoError(t, newArea().account(c))
	require.NotContains(t, actions(areatest.ReadSent(t, response)), "/account/passkeys")
}

// Every refusal of a new password is shown with its code, and nothing changes.
func TestChangePassword_EachRefusal(t *testing.T) {
	t.Parallel()
	for code, c := range map[string]struct {
		err    error
		status int
	}{
		"credentials": {auth.ErrBadCredentials, http.StatusUnprocessableEntity}, "password": {auth.ErrBadPassword, http.StatusUnprocessableEntity},
		"throttled": {&auth.ThrottledError{Wait: time.Minute}, http.StatusTooManyRequests},
	} {
		a := newArea()
		a.login.Err = c.err
		ctx, response := form{user: ada(), route: "/account/password", fields: url.Values{"old": {"old secret"}, "new": {"new secret"}, "again": {"new secret"}}}.context()
		require.NoError(t, a.changePassword(ctx), code)
		require.Equal(t, c.status, response.Code, code)
		require.Equal(t, code, areatest.ReadSent(t, response).One(t, "[data-error]").Attr["data-error"])
		require.NotContains(t, response.Body.String(), "secret", "%s: no password is shown again", code)
		require.Empty(t, a.sessions.Forgotten, code)
		for _, e := range a.auditLog.Entries {
			require.Equal(t, audit.Refused, e.Outcome, code)
		}
	}
	a := newArea()
	a.login.Err = webtest.ErrAway
	c, _ := form{user: ada(), route: "/account/password", fields: url.Values{"new": {"x"}, "again": {"x"}}}.context()
	require.ErrorIs(t, a.changePassword(c), webtest.ErrAway)
}

// A change of a login is recorded, and the user's sessions are looked up again.
func TestAccount_ChangesAreRecorded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handle func(area) echo.HandlerFunc
		action string
	}{
		"other sessions": {func(a area) echo.HandlerFunc { return a.endOtherSessions }, audit.EndSessions}, "session": {func(a area) echo.HandlerFunc { return a.endSession }, audit.EndSessions},
		"app": {func(a area) echo.HandlerFunc { return a.removeTOTP }, audit.ChangeFactor}, "passkey": {func(a area) echo.HandlerFunc { return a.removePasskey }, audit.ChangeFactor},
	} {
		a := newArea()
		send(t, c.handle(a), "phone", nil)
		require.Equal(t, []string{"u"}, a.sessions.Forgotten, name)
		require.Len(t, a.auditLog.Entries, 1, name)
		require.Equal(t, []string{"ada", c.action, audit.Done}, []string{a.auditLog.Entries[0].Actor, a.auditLog.Entries[0].Action, a.auditLog.Entries[0].Outcome}, name)
		a.people.Err, a.auditLog.Entries = webtest.ErrAway, nil
		ctx, _ := form{user: ada(), route: paths.AccountPath, id: "phone"}.context()
		require.ErrorIs(t, c.handle(a)(ctx), webtest.ErrAway, name)
		require.Empty(t, a.auditLog.Entries, "%s: nothing was done", name)
	}
}

// New recovery codes replace the old ones, are shown once and are not recorded.
func TestRecoveryCodes_ShownOnce(t *testing.T) {
	t.Parallel()
	a := newArea()
	user := ada()
	user.TOTPSecret = "secret"
	c, response := form{user: user, route: "/account/recovery"}.context()
	require.NoError(t, a.newRecoveryCodes(c))
	require.Equal(t, "recovery-2", areatest.ReadSent(t, response).One(t, "[id=recovery-codes]").Words())
	require.NotContains(t, a.auditLog.Entries[0].Detail, "recovery-2")
	a.login.Err = webtest.ErrAway
	c, _ = form{user: user, route: "/account/recovery"}.context()
	require.ErrorIs(t, a.newRecoveryCodes(c), webtest.ErrAway)
}

// The page of a new authenticator app shows its key as a picture and as text, and sends it back sealed.
func TestSetUpTOTP_ShowsKeyTwice(t *testing.T) {
	t.Parallel()
	main := areatest.ReadSent(t, send(t, newArea().setUpTOTP, "", nil))
	require.Equal(t, "/account/totp/confirm", main.One(t, "form").Attr["action"])
	secret := main.One(t, "[id=totp-secret]").Words()
	require.NotEmpty(t, secret)
	require.Contains(t, main.One(t, "input[name=sealed]").Attr["value"], secret)
	require.True(t, strings.HasPrefix(main.One(t, "img").Attr["src"], "data:image/png;base64,"))
	require.Empty(t, main.All("[data-error]"))
}
