package e2e

import "testing"

// TestAnUpdateThatDoesNotFitWhatIsOnScreenBringsThePageAnew loses a row that an update counts on.
func TestAnUpdateThatDoesNotFitWhatIsOnScreenBringsThePageAnew(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful)
	vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	first := b.make("staging-txl", "stage-tmp-01", "a first one")
	b.visit("/snapshots")
	b.sees(later, "#list", first.Name)
	b.until(soon, "a row is gone", `(() => { const row = document.getElementById("row-`+first.ID+`"); row?.remove(); return !row; })()`)
	d.take(t, d.program(t), vol.ID)
	b.sees(later, "#list", "by a colleague")
	b.sees(later, "#list", first.Name)
	b.calm()
}
