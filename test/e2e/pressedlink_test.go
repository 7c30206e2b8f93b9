package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAnUpdateWhileTheMouseIsPressedDoesNotTakeTheClickAway holds the button down on a link that
// an update wants to renew.
func TestAnUpdateWhileTheMouseIsPressedDoesNotTakeTheClickAway(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful, curious, "SNAPDECK_ANSWER_WITHIN=0s") // the page does not wait for a press for ever
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	s := b.make("staging-txl", "stage-tmp-01", "a first one")
	b.visit(page)
	b.sees(later, "#list", s.Name)
	other := b.another()
	other.visit(page)

	c := d.program(t)
	b.do(chromedp.Focus(chromedp.CSS("#create-button")))
	release := b.hold("there is a link to all times", `[...document.querySelectorAll("#timeline nav a")].at(-1)`)
	d.take(t, c, vol.ID)
	other.sees(later, "#operations", "by a colleague")
	release()
	b.until(soon, "the click arrived", `location.search === "?range=all"`)
	b.sees(soon, "#operations", "by a colleague")
	b.calm()
}
