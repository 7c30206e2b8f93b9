package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDrafts_WhatWasTypedIsThereAfterLoggingIn: a session that ends while a form is filled in costs no text.
func TestDrafts_WhatWasTypedIsThereAfterLoggingIn(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.logIn()
	_, path := d.volume(t, "staging-txl", "stage-tmp-01")
	b.visit(path + "/create")
	b.fill("#name", "typed by hand")
	b.click(".more-options summary")
	b.fill("#description", "and more")
	d.post(t, b.cookies(), "/logout", nil, http.StatusSeeOther) // elsewhere
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#name").form.requestSubmit()`))
	b.waitFor(uiTimeout, "the login page", `location.pathname === "/login"`)
	b.require("nothing that was typed is in the address", `!location.href.includes("typed")`)
	b.logInOnly()
	b.waitFor(uiTimeout, "what was typed is back", `document.querySelector("#name")?.value === "typed by hand" && document.querySelector("#description").value === "and more"`)
	b.require("a note says so", exists("#draft-restored"))
	b.send("main form button.primary")
	b.require("it is remembered no longer", `sessionStorage.getItem("snapdeck.draft") === null`)
}
