package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// The mouse button is down on a link that an update replaces.
func TestLive_UpdateKeepsPressedLink(t *testing.T) {
	t.Parallel()
	sim := simulate(t, fastSpeed)
	s := addSnapshots(t, sim, "a first", "stage-tmp-01")[0]
	d := newAppOn(t, sim, pollEverySecond, pollUnwatched, "SNAPDECK_ANSWER_WITHIN=0s") // the page does not wait forever for the release
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.waitForText(cloudTimeout, "#list", s.Name)
	other := b.newTabBeside()
	other.visit(page)

	c := d.loggedInClient(t)
	b.click("#activity > summary")
	b.do(chromedp.Focus(chromedp.CSS("#create-button")))
	release := b.pressAndHold("there is a link to all times", `[...document.querySelectorAll("#timeline nav a")].at(-1)`)
	d.createForeignSnapshot(t, c, vol.ID)
	other.waitForText(cloudTimeout, "#list", "by a colleague")
	release()
	b.waitFor(uiTimeout, "the click arrived", `location.search === "?range=all"`)
	b.waitForText(uiTimeout, "#list", "by a colleague")
	b.requireNoErrors()
}
