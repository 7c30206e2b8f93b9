package handlers_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
)

var (
	sealedField  = regexp.MustCompile(`name="sealed" value="([^"]*)"`)
	pendingField = regexp.MustCompile(`name="pending" value="([^"]*)"`)
	secretText   = regexp.MustCompile(`id="totp-secret">([A-Z2-7]+)<`)
	recoveryText = regexp.MustCompile(`<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>`)
)

// matched returns the part of a page that a pattern captures.
func matched(t testing.TB, pattern *regexp.Regexp, page string) string {
	t.Helper()
	match := pattern.FindStringSubmatch(page)
	require.NotNil(t, match, page)
	return html.UnescapeString(match[1])
}

// addTOTP sets up an authenticator app for the logged-in user, and returns its secret and the recovery codes.
func (d *dashboard) addTOTP() (secret string, recovery []string) {
	d.Helper()
	status, page, _ := d.postForm("/account/totp", nil)
	require.Equal(d, http.StatusOK, status)
	require.Contains(d, page, `src="data:image/png;base64,`)
	secret = matched(d.TB, secretText, page)
	wrong := url.Values{"sealed": {matched(d.TB, sealedField, page)}, "code": {"000000"}}
	if d.code(secret) == "000000" {
		wrong.Set("code", "000001")
	}
	status, page, _ = d.postForm("/account/totp/confirm", wrong)
	require.Equal(d, http.StatusUnprocessableEntity, status)
	status, page, _ = d.postForm("/account/totp/confirm", url.Values{"sealed": {matched(d.TB, sealedField, page)}, "code": {d.code(secret)}})
	require.Equal(d, http.StatusOK, status)
	for _, match := range recoveryText.FindAllStringSubmatch(page, -1) {
		recovery = append(recovery, match[1])
	}
	require.Len(d, recovery, 10)
	return secret, recovery
}

// code returns the current code of an authenticator app.
func (d *dashboard) code(secret string) string {
	d.Helper()
	code, err := totp.GenerateCode(secret, d.clock.now())
	require.NoError(d, err)
	return code
}

// giveFactor logs in with the password and then a code.
func (d *dashboard) giveFactor(code string) int {
	d.Helper()
	d.client = newClient(d.TB)
	status, page, _ := d.postForm("/login", url.Values{"username": {"ada"}, "password": {password}})
	require.Equal(d, http.StatusOK, status)
	_, response := d.get("/volumes")
	require.Equal(d, http.StatusSeeOther, response.StatusCode, "the password alone is not enough")
	status, _, _ = d.postForm("/login/factor", url.Values{"pending": {matched(d.TB, pendingField, page)}, "code": {code}})
	return status
}

func TestTOTP_LoginAsksForCode(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	secret, recovery := d.addTOTP()
	require.Equal(t, http.StatusUnauthorized, d.giveFactor(d.code(secret)), "the code was used when the app was set up")
	d.clock.move(time.Minute)
	code := d.code(secret)
	require.Equal(t, http.StatusSeeOther, d.giveFactor(code))
	require.Equal(t, http.StatusUnauthorized, d.giveFactor(code), "no code is good twice")
	require.Equal(t, http.StatusSeeOther, d.giveFactor(recovery[0]))
	require.Equal(t, http.StatusUnauthorized, d.giveFactor(recovery[0]))
	require.Equal(t, http.StatusSeeOther, d.giveFactor(recovery[1]))
	page, _ := d.get("/account")
	require.Contains(t, page, `data-state="on"`)
	require.Equal(t, http.StatusSeeOther, d.post("/account/totp/remove", nil))
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
}

// The right password must not allow more attempts at the code.
func TestTOTP_WrongCodesAreThrottled(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	d.addTOTP()
	for range 5 {
		require.Equal(t, http.StatusUnauthorized, d.giveFactor("not a code"))
	}
	require.Equal(t, http.StatusTooManyRequests, d.logIn("ada", password))
}

func TestTOTP_CodeIsProof(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	secret, _ := d.addTOTP()
	d.clock.move(10 * time.Minute)
	require.Equal(t, http.StatusForbidden, d.post("/account/recovery", nil))
	require.Equal(t, http.StatusOK, d.post("/account/recovery", url.Values{"proof": {d.code(secret)}}))
}

// With the setting, a user without a second factor can do nothing but set one up.
func TestSecondFactor_Demanded(t *testing.T) {
	t.Parallel()
	d := setup(t, func(deps *web.Deps) { deps.SecondFactor = true })
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	_, response := d.get("/volumes")
	require.Equal(t, "/account", response.Header.Get("Location"))
	status, text, _ := d.postForm("/bulk/create", nil)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, text, `data-error="second-factor"`)
	d.addTOTP()
	_, response = d.get("/volumes")
	require.Equal(t, http.StatusOK, response.StatusCode)
}
