package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAnUpdateWhileTheMouseIsPressedDoesNotTakeTheClickAway holds the button down on a link that
// an update wants to renew.
func TestAnUpdateWhileTheMouseIsPressedDoesNotTakeTheClickAway(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful, curious)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	s := b.make("staging-txl", "stage-tmp-01", "a first one")
	b.visit(page)
	b.sees(later, "#list", s.Name)
	other := b.another()
	other.visit(page)

	b.do(chromedp.Focus(chromedp.CSS("#create-button")))
	at := get[[]float64](b, `(() => { const r = [...document.querySelectorAll("#timeline nav a")].at(-1).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`)
	b.do(chromedp.MouseEvent(chromedp.MousePressed, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
	d.take(t, vol.ID)
	other.sees(later, "#operations", "by a colleague")
	b.do(chromedp.MouseEvent(chromedp.MouseReleased, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
	b.until(soon, "the click arrived", `location.search === "?range=all"`)
	b.sees(soon, "#operations", "by a colleague")
	b.calm()
}
