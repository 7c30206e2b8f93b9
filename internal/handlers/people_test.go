package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
)

const otherPassword = "another horse"

// userNamed returns a user by name.
func (d *dashboard) userNamed(name string) auth.User {
	d.Helper()
	user, err := d.auditLog.UserByName(d.Context(), name)
	require.NoError(d, err)
	return user
}

// another returns the same dashboard in another browser, with a user logged in.
func (d *dashboard) another(name, password string) *dashboard {
	d.Helper()
	other := *d
	other.client = newClient(d.TB)
	require.Equal(d, http.StatusSeeOther, other.logIn(name, password))
	return &other
}

// actions returns the actions in the audit log, newest first, without logins.
func (d *dashboard) actions() (actions []string) {
	d.Helper()
	for _, e := range d.auditEntries() {
		if e.Action != audit.LogIn {
			actions = append(actions, e.Action)
		}
	}
	return actions
}

func TestPeople_Manage(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	add := func(name, password, role string) (int, string) {
		status, text, _ := d.postForm("/people", url.Values{"name": {name}, "password": {password}, "role": {role}})
		return status, text
	}
	for code, form := range map[string][3]string{
		"password": {"bea", "short", "viewer"}, "name": {"  ", otherPassword, "viewer"}, "role": {"bea", otherPassword, "owner"}, "exists": {"ADA", otherPassword, "viewer"},
	} {
		status, text := add(form[0], form[1], form[2])
		require.Equal(t, http.StatusUnprocessableEntity, status, code)
		require.Contains(t, text, `data-error="`+code+`"`)
	}
	status, _ := add("bea", otherPassword, "operator")
	require.Equal(t, http.StatusSeeOther, status)
	bea := d.userNamed("bea")
	require.Equal(t, auth.RoleOperator, bea.Role)
	require.True(t, bea.MustChangePassword)

	require.NoError(t, d.auditLog.ChangePassword(t.Context(), bea.ID, bea.PasswordHash, "", noon))
	browser := d.another("bea", otherPassword)
	_, response := browser.get("/volumes")
	require.Equal(t, http.StatusOK, response.StatusCode)
	page, _ := d.get("/people")
	require.Contains(t, page, `data-user="bea" data-role="operator" data-state="active"`)

	one := "/people/" + bea.ID
	require.Equal(t, http.StatusSeeOther, d.post(one+"/role", url.Values{"role": {"viewer"}}))
	require.Equal(t, http.StatusForbidden, browser.post("/bulk", nil), "the role counts from the next request on")
	require.Equal(t, http.StatusSeeOther, d.post(one+"/logout", nil))
	_, response = browser.get("/volumes")
	require.Equal(t, http.StatusSeeOther, response.StatusCode)
	browser = d.another("bea", otherPassword)
	require.Equal(t, http.StatusSeeOther, d.post(one+"/disable", nil))
	_, response = browser.get("/volumes")
	require.Equal(t, http.StatusSeeOther, response.StatusCode)
	require.Equal(t, http.StatusUnauthorized, browser.logIn("bea", otherPassword))
	require.Equal(t, http.StatusSeeOther, d.post(one+"/enable", nil))
	require.Equal(t, http.StatusSeeOther, browser.logIn("bea", otherPassword))
	require.Equal(t, http.StatusSeeOther, d.post(one+"/remove", nil))
	require.Equal(t, http.StatusNotFound, d.post(one+"/remove", nil))
	require.Equal(t, []string{audit.RemoveUser, audit.EnableUser, audit.DisableUser, audit.EndSessions, audit.Refuse, audit.SetRole, audit.AddUser}, d.actions())
}

func TestPeople_LastAdminStays(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	one := "/people/" + d.userNamed("ada").ID
	for path, form := range map[string]url.Values{"/role": {"role": {"viewer"}}, "/disable": nil, "/remove": nil} {
		status, text, _ := d.postForm(one+path, form)
		require.Equal(t, http.StatusUnprocessableEntity, status)
		require.Contains(t, text, `data-error="last-admin"`)
	}
	require.Equal(t, auth.RoleAdmin, d.userNamed("ada").Role)
}

func TestAccount_ChangePassword(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	other := d.another("ada", password)
	change := func(old, password, again string) (int, string) {
		status, text, _ := d.postForm("/account/password", url.Values{"old": {old}, "new": {password}, "again": {again}})
		return status, text
	}
	for code, form := range map[string][3]string{
		"credentials": {"wrong", otherPassword, otherPassword}, "again": {password, otherPassword, "yet another"}, "password": {password, "I am ada, you know", "I am ada, you know"},
	} {
		status, text := change(form[0], form[1], form[2])
		require.Equal(t, http.StatusUnprocessableEntity, status, code)
		require.Contains(t, text, `data-error="`+code+`"`)
	}
	status, text := change(password, password, password)
	require.Equal(t, http.StatusUnprocessableEntity, status, text)
	status, _ = change(password, otherPassword, otherPassword)
	require.Equal(t, http.StatusSeeOther, status)
	_, response := d.get("/account")
	require.Equal(t, http.StatusOK, response.StatusCode, "this session stays")
	_, response = other.get("/account")
	require.Equal(t, http.StatusSeeOther, response.StatusCode, "the others end")
	require.Equal(t, http.StatusUnauthorized, other.logIn("ada", password))
	require.Equal(t, http.StatusSeeOther, other.logIn("ada", otherPassword))
}

func TestAccount_Sessions(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	second, third := d.another("ada", password), d.another("ada", password)
	page, _ := d.get("/account")
	require.Equal(t, 2, strings.Count(page, "/end\" method=\"post\""), "one of the three sessions is the current one")
	path, _, _ := strings.Cut(page[strings.Index(page, "/account/sessions/"):], `"`)
	require.Equal(t, http.StatusSeeOther, d.post(path, nil))
	loggedIn := func(on *dashboard) bool {
		_, response := on.get("/account")
		return response.StatusCode == http.StatusOK
	}
	require.NotEqual(t, loggedIn(second), loggedIn(third), "one session has ended")
	require.Equal(t, http.StatusSeeOther, d.post("/account/sessions/end", nil))
	require.True(t, loggedIn(d))
	require.False(t, loggedIn(second) || loggedIn(third))
}

// A password that an admin has set is only good for changing it.
func TestAccount_FirstPassword(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	require.Equal(t, http.StatusSeeOther, d.post("/people", url.Values{"name": {"bea"}, "password": {otherPassword}, "role": {"maintainer"}}))
	bea := d.another("bea", otherPassword)
	_, response := bea.get("/volumes")
	require.Equal(t, "/account", response.Header.Get("Location"))
	status, text, _ := bea.postForm("/bulk/create", nil)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, text, `data-error="first-password"`)
	page, _ := bea.get("/account")
	require.Contains(t, page, `data-notice="first-password"`)
	require.Equal(t, http.StatusSeeOther, bea.post("/account/password", url.Values{"old": {otherPassword}, "new": {"yet another horse"}, "again": {"yet another horse"}}))
	_, response = bea.get("/volumes")
	require.Equal(t, http.StatusOK, response.StatusCode)
}

// A sensitive action needs a proof that is at most five minutes old; its form is carried out once the proof is given.
func TestProof_AskedAgain(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	const path = "/snapshots/old/overwrite"
	form := url.Values{"volume": {"boot"}, "phrase": {"overwrite boot"}, "key": {"k"}}
	d.clock.move(5*time.Minute + time.Second)
	status, text, _ := d.postForm(path, form)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, text, `data-error="proof"`)
	require.Contains(t, text, `name="phrase" value="overwrite boot"`)
	require.Empty(t, d.ops())
	require.NotEqual(t, http.StatusForbidden, d.post("/snapshots/old/lock", url.Values{"reason": {"audit"}}), "an action that can be undone needs no proof")

	form.Set("proof", "wrong")
	status, text, _ = d.postForm(path, form)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, `data-error="credentials"`)
	require.NotContains(t, text, `value="wrong"`)
	form.Set("proof", password)
	status, text, _ = d.postForm(path, form)
	require.Equal(t, http.StatusSeeOther, status, text)
	require.NotEmpty(t, d.ops())
	require.NotEqual(t, http.StatusForbidden, d.post("/people", nil), "the proof holds for a while")
}

// An open session is not enough to change how its user logs in.
func TestProof_OwnFactors(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	d.addTOTP()
	for _, path := range []string{"/totp", "/totp/confirm", "/recovery", "/passkeys", "/passkeys/confirm", "/passkeys/none/remove", "/totp/remove"} {
		d.clock.move(5*time.Minute + time.Second)
		status, text, _ := d.postForm("/account"+path, url.Values{})
		require.Equal(t, http.StatusForbidden, status, path)
		require.Contains(t, text, `data-error="proof"`, path)
		require.NotEmpty(t, d.userNamed("ada").TOTPSecret, path)
		require.NotEqual(t, http.StatusForbidden, d.post("/account"+path, url.Values{"proof": {password}}), path)
	}
	require.Empty(t, d.userNamed("ada").TOTPSecret)
}

// Rejected attempts are in the log and the audit log.
func TestLogin_ThrottledLeavesTraces(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for range 8 {
		d.logIn("ada", "wrong")
	}
	require.Equal(t, 3, strings.Count(d.log.String(), "reason=throttled"))
	traces := 0
	for _, e := range d.auditEntries() {
		if e.Action == audit.Refuse {
			traces++
			require.Equal(t, "192.0.2.1", e.ActorAddr)
		}
	}
	require.Equal(t, 1, traces)
}

// A refused request is in the log and the audit log.
func TestCrossSite_LeavesTraces(t *testing.T) {
	t.Parallel()
	d := setup(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/logout", nil)
	require.NoError(t, err)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	response, err := d.client.Do(r)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusForbidden, response.StatusCode)
	id := response.Header.Get("X-Request-Id")
	require.NotEmpty(t, id)
	require.Contains(t, d.log.String(), "reason=cross-site id="+id)
	require.Contains(t, d.auditEntries()[0].Detail, id)
}
