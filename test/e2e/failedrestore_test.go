package e2e

import (
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

func TestARestoreThatFailsIsToldStepByStepAndRolledBackWithoutAMouse(t *testing.T) {
	t.Parallel()
	sim := simulate(t, fast)
	vol, found := sim.VolumeNamed("staging-txl", "ci-runner-01-root") // its server runs
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
	d := over(t, sim, watchful)
	b := open(t, d)
	b.logIn()
	b.visit("/snapshots/" + s.ID + "/restore?volume=" + vol.ID)
	b.sees(soon, "#overwrite", "ci-runner-01, which is running")
	b.tabTo("#stop")
	b.is("the server is powered off unless one ticks that off", `document.activeElement.checked`)
	b.tabTo("#phrase")
	b.write("overwrite ci-runner-01-root")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(soon, "the steps are shown", `location.pathname.startsWith("/batches/") && `+exists("#list .step"))
	b.sees(later, "#state", "Partly done")
	b.sees(soon, "#list .step.bad", "Roll back to the safety snapshot")
	b.sees(soon, "#list .step.quiet", "since step 3 did not get done")
	b.accessible("a restore that failed")
	b.shot("steps-failed")
	if n := d.asked(vol.ServerID + "/start"); n != 0 {
		t.Error("the server is started on a volume that may be half overwritten")
	}

	b.tabTo(`#progress a[href*="/restore"]`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(soon, "the form is shown", `location.pathname.endsWith("/restore")`)
	b.comesTo(b.path(), "the server was read since it is off", has("#overwrite", "It is off now"))
	b.tabTo("#safety")
	b.do(chromedp.KeyEvent(" "))
	b.tabTo("#start")
	b.do(chromedp.KeyEvent(" "))
	b.tabTo("#phrase")
	b.write("overwrite ci-runner-01-root")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(soon, "the steps are shown", `location.pathname.startsWith("/batches/") && document.querySelectorAll("#list .step").length === 2`)
	b.sees(later, "#state", "All done")
	if v, _ := sim.Volume(vol.ID); v.Content != today {
		t.Errorf("the volume holds %s, want what it held before, %s", v.Content, today)
	}
	if n := d.asked(vol.ServerID + "/start"); n != 1 {
		t.Errorf("the server was started %d times, want once", n)
	}
	b.calm()
}
