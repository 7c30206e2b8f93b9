package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"snapdeck/internal/cloud/ionossim"
)

// At the simulator's default speed it measures the time from the login until a snapshot of 10 GB is available, so no
// other test runs concurrently.
func TestCreate_MainPath(t *testing.T) {
	d := newApp(t, ionossim.DefaultSpeed)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	b.link(".side", "Data centers")
	b.waitFor(uiTimeout, "the data centers are listed", `location.pathname === "/datacenters" && document.querySelectorAll("#list tbody tr").length === 6`)
	b.link("#list", "staging-txl")
	b.waitFor(uiTimeout, "its volumes are listed", exists("#row-"+vol.ID))
	b.link("#list", "stage-tmp-01")
	b.waitFor(uiTimeout, "the volume is shown", `location.pathname === `+quote(page))
	b.click("#create-button")
	b.waitFor(uiTimeout, "the dialog is open", exists("dialog#create[open]"))
	b.requireNoViolations("volume with the open dialog")
	b.fill("#name", "before the rebuild")
	submitted := time.Now()
	b.send("#create button.primary")
	b.waitFor(uiTimeout, "the operation is shown in one line, and its time runs",
		exists("#operations .op.line [data-since]")+` && document.querySelector("#operations .op.line").getBoundingClientRect().height <= 42`)
	b.startTyping()
	b.screenshot("volume-while-creating")

	available := waitForTime(t, cloudTimeout, func() bool {
		made := d.snapshotsOf(vol.ID)
		return len(made) == 1 && made[0].State == "AVAILABLE"
	})
	seen := b.waitFor(cloudTimeout, "the row says Available", rowAvailable("before the rebuild"))
	b.waitFor(uiTimeout, "what is done needs no line", `!`+exists("#operations .op"))
	t.Logf("available %.1f s after it was asked for, shown %.2f s later", available.Sub(submitted).Seconds(), seen.Sub(available).Seconds())
	b.requireTypingPreserved()
	if n := d.creations(vol.ID); n != 1 {
		t.Errorf("%d requests were sent, want one", n)
	}
	b.requireNoErrors()
}

// rowAvailable returns the condition that the snapshot's row shows no state, as nothing is wrong.
func rowAvailable(name string) string {
	return `[...document.querySelectorAll("#list tbody tr")].some((r) => r.textContent.includes(` + quote(name) + `) && !r.querySelector(".pill.busy, .pill.bad"))`
}

// startTyping creates user state in the page: text in the open dialog, the focus, a selected row, an open
// disclosure.
func (b *tab) startTyping() {
	b.t.Helper()
	b.waitFor(uiTimeout, "the scripts run", exists(".js"))
	b.do(chromedp.Evaluate[chromedp.Void](`window.__mark = 1; window.__element = document.querySelector("#create-button"); undefined`))
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#create-button").click()`))
	b.waitFor(uiTimeout, "the dialog is open again", exists("dialog#create[open]"))
	b.click("#create .more-options summary")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#user-menu").open = true`))
	b.fill("#description", "half a sent")
}

// requireTypingPreserved requires that state unchanged, in a page that was never reloaded.
func (b *tab) requireTypingPreserved() {
	b.t.Helper()
	b.require("the page was not loaded again", `window.__mark === 1 && window.__element === document.querySelector("#create-button")`)
	b.require("the dialog is still open", exists("dialog#create[open]"))
	b.require("the typed text is kept", `document.querySelector("#description").value === "half a sent"`)
	b.require("the focus is where it was", `document.activeElement.id === "description"`)
	b.write("ence")
	b.require("typing continues", `document.querySelector("#description").value === "half a sentence"`)
	b.require("the open disclosure stays open", `document.querySelector("#user-menu").open`)
}

// waitForTime waits for a condition outside of the browser and returns when it held.
func waitForTime(t *testing.T, limit time.Duration, holds func() bool) time.Time {
	t.Helper()
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return time.Now()
		}
	}
	t.Fatalf("not within %s", limit)
	return time.Time{}
}

// It creates a snapshot and logs out.
func TestCreate_MainPathWithoutJavaScript(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	vol, page := d.volume(t, "analytics-ewr", "export-01")
	b := open(t, d)
	b.withoutScript()
	b.logIn()
	b.fill("#search, .search input[name=q]", "export-01")
	b.write(kb.Enter)
	b.waitFor(uiTimeout, "the search finds the volume", exists(`#found a[href="`+page+`"]`))
	b.link(".side", "Data centers")
	b.waitFor(uiTimeout, "the data centers are listed", `location.pathname === "/datacenters"`)
	b.link("#list", "analytics-ewr")
	b.waitFor(uiTimeout, "its volumes are listed", exists("#row-"+vol.ID))
	b.link("#list", "export-01")
	b.waitFor(uiTimeout, "the volume is shown", `location.pathname === `+quote(page))
	b.waitFor(uiTimeout, "the page renews itself", exists(`noscript meta[http-equiv=refresh]`)+" || "+exists(`meta[http-equiv=refresh]`))
	b.click("#create-button")
	b.waitFor(uiTimeout, "the form is a page", `location.pathname === `+quote(page+"/create"))
	b.require("the page of the form does not renew itself", `!`+exists(`meta[http-equiv=refresh]`))
	b.fill("#name", "without a script")
	b.send("form.form button.primary")
	b.waitFor(uiTimeout, "one is back at the volume", `location.pathname === `+quote(page)+``)
	b.waitFor(cloudTimeout, "the page renews itself until the snapshot is there", rowAvailable("without a script"))
	if n := d.creations(vol.ID); n != 1 {
		t.Errorf("%d requests were sent, want one", n)
	}
	b.visit("/audit")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#user-menu").open = true`))
	b.send("#user-menu form[action='/logout'] button")
	b.waitFor(uiTimeout, "one is logged out", `location.pathname === "/login"`)
	b.requireNoErrors()
}

func TestCreate_FromList(t *testing.T) {
	t.Parallel()
	d := newApp(t, 1)
	vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?q=stage-tmp")
	b.ready()
	b.click("#row-" + vol.ID + " [data-create]")
	b.waitFor(uiTimeout, "the form is over the list", exists("dialog#create[open]")+` && location.pathname === "/volumes"`)
	b.require("only the name is asked for", `document.activeElement.id === "name" && !document.querySelector("#description").checkVisibility()`)
	b.requireNoViolations("list with the create dialog")
	b.click("#create a[data-close]")
	b.waitFor(uiTimeout, "it is gone", `!`+exists("dialog#create"))
	b.click("#row-" + vol.ID + " [data-create]")
	b.waitFor(uiTimeout, "it is there again", exists("dialog#create[open]"))
	b.fill("#name", "from the list")
	b.send("#create button.primary")
	b.waitFor(uiTimeout, "one is back at the row", `location.pathname + location.search === "/volumes?q=stage-tmp" && `+exists("#row-"+vol.ID+":target .pill"))
	if n := d.creations(vol.ID); n > 1 {
		t.Errorf("%d requests were sent, want one", n)
	}
	b.requireNoErrors()
}
