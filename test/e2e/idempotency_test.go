package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

func TestCreate_DoubleClickIsOneSnapshot(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	vol, page := d.volume(t, "prod-data-fra", "db-spare-01")
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.click("#create-button")
	b.waitFor(uiTimeout, "the dialog is open", exists("dialog#create[open]"))
	b.fill("#name", "once")
	b.do(chromedp.Evaluate[chromedp.Void](`window.pressed = true`))
	b.do(chromedp.DoubleClick(chromedp.CSS("#create button.primary")))
	b.waitForPage()
	b.waitFor(cloudTimeout, "it is Available", rowAvailable("once"))
	d.requireOneSnapshot(t, vol.ID)
	b.require("one restore point is listed by the name", `[...document.querySelectorAll("#list tbody tr")].filter((r) => r.textContent.includes("once")).length === 1`)

	b.do(chromedp.Evaluate[chromedp.Void](`window.here = true; history.back()`))
	b.waitFor(uiTimeout, "the form can be used again", `!window.here && `+exists(".js")+` && location.hash === "" && !document.querySelector("form[data-sent]") && `+
		`document.querySelector("#create button.primary").getAttribute("aria-disabled") === null && `+
		`document.querySelector("#create button.primary").textContent.trim() === "Create snapshot"`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("dialog[open]") || document.querySelector("#create-button").click()`))
	b.fill("#name", "twice")
	b.send("#create button.primary")
	b.waitFor(cloudTimeout, "the second is Available", rowAvailable("twice"))
	if n := d.creations(vol.ID); n != 2 {
		t.Errorf("after going back and creating again %d requests were sent in all, want 2", n)
	}
	b.requireNoErrors()
}

// requireOneSnapshot requires one snapshot of the volume, and one request for it.
func (d *testApp) requireOneSnapshot(t *testing.T, volumeID string) {
	t.Helper()
	if requested, made := d.creations(volumeID), len(d.snapshotsOf(volumeID)); requested != 1 || made != 1 {
		t.Errorf("%d requests and %d snapshots, want one of each", requested, made)
	}
}
