package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
)

// The passkey is on a virtual device, and no password is needed.
func TestPasskey_AddAndLogIn(t *testing.T) {
	t.Parallel()
	app := newApp(t, fastSpeed)
	app.url = strings.Replace(app.url, "127.0.0.1", "localhost", 1) // passkeys need a name
	b := open(t, app)
	b.do(
		call(webauthn.Enable, webauthn.EnableParams{}),
		call(webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, AutomaticPresenceSimulation: true, IsUserVerified: true,
		}}),
	)
	b.logInOnly()
	b.visit("/account")
	b.send(`form[action="/account/passkeys"] button`)
	b.waitFor(uiTimeout, "the page asks for a name", exists("#passkey-name"))
	b.fill("#passkey-name", "Laptop")
	b.click(`form[data-passkey="create"] button.primary`)
	b.waitFor(uiTimeout, "the passkey is listed", has(".passkeys", "Laptop"))
	b.requireNoViolations("account with a passkey")

	b.do(call(network.ClearBrowserCookies, cdp.Empty{}))
	b.visit("/login?next=/volumes")
	b.require("the login page offers passkeys", `!document.querySelector('form[data-passkey="get"]').hidden`)
	b.click("#passkey-login")
	b.waitFor(uiTimeout, "the passkey logs in", `location.pathname === "/volumes" && !!document.querySelector("#user-menu")`)

	b.do(call(network.ClearBrowserCookies, cdp.Empty{}))
	b.visit("/login")
	b.fill("#username", user)
	b.fill("#password", password)
	b.send("main.login button.primary")
	b.waitFor(uiTimeout, "the password alone is not enough any more", `document.querySelector("h1").textContent === "Second factor"`)
	b.click("#passkey-login")
	b.waitFor(uiTimeout, "the passkey is the second factor", `!!document.querySelector("#user-menu")`)
	b.requireNoErrors()
}
