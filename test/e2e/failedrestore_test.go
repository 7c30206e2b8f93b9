package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"snapdeck/internal/cloud/ionossim"
)

// tabTo presses Tab until an element of the selector has the focus.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 80 {
		if get[bool](b, `document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
		b.do(chromedp.KeyEvent(kb.Tab))
	}
	b.t.Fatalf("Tab does not reach %s", selector)
}

func TestRestore_FailureAndRollBackByKeyboard(t *testing.T) {
	t.Parallel()
	sim := simulate(t, fastSpeed)
	vol, found := sim.VolumeNamed("staging-txl", "ci-runner-01-root") // its server is running
	if !found {
		t.Fatal("there is no such volume")
	}
	s, err := sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: vol.ID, Name: "yesterday", Description: "[snapdeck op=lost vol=" + vol.ID + "]"})
	if err != nil {
		t.Fatal(err)
	}
	today, err := sim.WriteVolume(vol.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Failed, Count: 1, Route: "*/restore-snapshot"}); err != nil {
		t.Fatal(err)
	}
	d := newAppOn(t, sim, pollEverySecond)
	b := open(t, d)
	b.logIn()
	b.visit("/snapshots/" + s.ID + "/restore?volume=" + vol.ID)
	b.waitForText(uiTimeout, "#overwrite", "ci-runner-01, which is running")
	b.tabTo("#stop")
	b.require("the server is powered off unless one ticks that off", `document.activeElement.checked`)
	b.tabTo("#phrase")
	b.write("overwrite ci-runner-01-root")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.waitFor(uiTimeout, "the steps are shown", `location.pathname.startsWith("/batches/") && `+exists("#list .step"))
	b.waitForText(cloudTimeout, "#state", "Partly done")
	b.require("one step failed, and one was not begun", exists(`#list .step[data-kind="restore-volume"][data-state="failed"] a[data-review]`)+` && `+exists("#list .step.quiet"))
	b.requireNoViolations("a restore that failed")
	b.screenshot("steps-failed")
	if n := d.countRequests(vol.ServerID + "/start"); n != 0 {
		t.Error("the server is started on a volume that may be half overwritten")
	}

	again, batch := get[string](b, `document.querySelector("#list .step.bad a[data-review]").getAttribute("href")`), b.path()
	b.visit(again)
	b.waitFor(uiTimeout, "the steps are listed", exists("#again ol li"))
	b.requireNoViolations("form to try a restore again")
	b.screenshot("retry-form")
	b.visit(batch)
	b.tabTo(`#progress a[href*="/restore"]`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.waitFor(uiTimeout, "the form is shown", `location.pathname.endsWith("/restore")`)
	b.visitUntil(b.path(), "the server was read since it is off", has("#overwrite", "It is off now"))
	b.tabTo("#safety")
	b.do(chromedp.KeyEvent(" "))
	b.tabTo("#start")
	b.do(chromedp.KeyEvent(" "))
	b.tabTo("#phrase")
	b.write("overwrite ci-runner-01-root")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.waitFor(uiTimeout, "the steps are shown", `location.pathname.startsWith("/batches/") && document.querySelectorAll("#list .step").length === 2`)
	b.waitForText(cloudTimeout, "#state", "All done")
	if v, _ := sim.Volume(vol.ID); v.Content != today {
		t.Errorf("the volume holds %s, want what it held before, %s", v.Content, today)
	}
	if n := d.countRequests(vol.ServerID + "/start"); n != 1 {
		t.Errorf("the server was started %d times, want once", n)
	}
	b.requireNoErrors()
}

// countRequests counts the requests whose address has a suffix.
func (d *testApp) countRequests(suffix string) int {
	n := 0
	for _, r := range d.sim.Requests() {
		if address, _, _ := strings.Cut(r.URL, "?"); r.Method == http.MethodPost && strings.HasSuffix(address, suffix) {
			n++
		}
	}
	return n
}
