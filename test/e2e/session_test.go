package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// endElsewhere ends the tab's session as another tab does.
func (b *tab) endElsewhere() {
	b.t.Helper()
	b.app.post(b.t, b.cookies(), "/logout", nil, http.StatusSeeOther)
}

// The page shows it, leads back after a login, and a form that is being filled in keeps its text.
func TestSession_EndsInOpenPage(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	_, path := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?q=root")
	b.waitFor(recoveryTimeout, "all is well", exists(`#live[data-state=live]`))
	b.markLoad()
	b.endElsewhere()
	b.waitFor(recoveryTimeout, "the page shows it", exists("#session-ended a"))
	b.requireNoReload()
	b.requireNoViolations("volumes after the session ended")
	b.screenshot("volumes-session-ended")
	b.click("#session-ended a")
	b.waitFor(uiTimeout, "a redirect to the login page", `location.pathname === "/login"`)
	b.logIn()
	b.require("one is back where one was", `location.pathname + location.search === "/volumes?q=root"`)

	b.visit(path + "/create")
	b.fill("#name", "typed by hand")
	b.click(".more-options summary")
	b.fill("#description", "and more")
	b.endElsewhere()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#name").form.requestSubmit()`))
	b.waitFor(uiTimeout, "the login page", `location.pathname === "/login"`)
	b.require("nothing that was typed is in the address", `!location.href.includes("typed")`)
	b.logInOnly()
	b.waitFor(uiTimeout, "the typed text is back", `document.querySelector("#name")?.value === "typed by hand" && document.querySelector("#description").value === "and more"`)
	b.require("a note says so", exists("#draft-restored"))
	b.send("main form button.primary")
	b.require("it is remembered no longer", `sessionStorage.getItem("snapdeck.draft") === null`)
	b.requireNoErrors("401", "EventSource")
}
