package e2e

import "testing"

// TestLive_OutOfSyncUpdateReloadsPage removes a row that an update depends on.
func TestLive_OutOfSyncUpdateReloadsPage(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	first := b.createSnapshot("staging-txl", "stage-tmp-01", "a first one")
	b.visit("/snapshots")
	b.waitForText(cloudTimeout, "#list", first.Name)
	b.waitFor(uiTimeout, "a row is gone", `(() => { const row = document.getElementById("row-`+first.ID+`"); row?.remove(); return !row; })()`)
	d.createForeignSnapshot(t, d.loggedInClient(t), vol.ID)
	b.waitForText(cloudTimeout, "#list", "by a colleague")
	b.waitForText(cloudTimeout, "#list", first.Name)
	b.requireNoErrors()
}
