package e2e

import (
	"net/http"
	"net/url"
	"strings"
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

func TestCreate_ResentFormIsOneSnapshot(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	vol, page := d.volume(t, "prod-web-fra", "import-scratch-01")
	b := open(t, d)
	b.logIn()
	b.visit(page + "/create")
	b.fill("#name", "from the form")
	form, err := url.ParseQuery(get[string](b, `new URLSearchParams(new FormData(document.querySelector("form.form"))).toString()`))
	if err != nil {
		t.Fatal(err)
	}
	b.send("form.form button.primary")
	b.waitFor(uiTimeout, "the operation is shown", exists("#operations .op"))
	header := d.post(t, b.cookies(), page+"/snapshots", form, http.StatusSeeOther)
	if again := earlier(t, header.Get("Location")); again != page {
		t.Errorf("the same form leads to %s, want %s", again, page)
	}
	b.waitFor(cloudTimeout, "it is Available", rowAvailable("from the form"))
	d.requireOneSnapshot(t, vol.ID)
	second := b.newTabBeside()
	second.visit("/operations")
	second.require("one operation is listed", `document.querySelectorAll("#list tbody tr").length === 1`)
	b.requireNoErrors()
	second.requireNoErrors()
}

// requireOneSnapshot requires one snapshot of the volume, and one request for it.
func (d *testApp) requireOneSnapshot(t *testing.T, volumeID string) {
	t.Helper()
	if requested, made := d.creations(volumeID), len(d.snapshotsOf(volumeID)); requested != 1 || made != 1 {
		t.Errorf("%d requests and %d snapshots, want one of each", requested, made)
	}
}

// earlier is the page of a form that was recorded before, which must say so.
func earlier(t *testing.T, location string) string {
	t.Helper()
	page, _, noticed := strings.Cut(location, "?notice=earlier.")
	if !noticed {
		t.Errorf("%s does not say that the form was recorded before", location)
	}
	return page
}
