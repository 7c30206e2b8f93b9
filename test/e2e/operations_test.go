package e2e

import (
	"net/http"
	"net/url"
	"testing"

	"snapdeck/internal/cloud/ionossim"
)

// createSnapshot requests a snapshot of a volume by the form without JavaScript.
func (d *testApp) createSnapshot(t *testing.T, c *http.Client, page, name string) {
	t.Helper()
	d.post(t, c, page+"/snapshots", url.Values{"name": {name}}, http.StatusSeeOther)
}

// It deletes the snapshot that a failed operation left behind, and retries the operation.
func TestOperations_DeleteOrphan(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	if _, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.FailedOrphan, Count: 1}); err != nil {
		t.Fatal(err)
	}
	d.createSnapshot(t, d.loggedInClient(t), page, "broken copy")
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.waitFor(recoveryTimeout, "it can be deleted", exists(`#operations .op[data-state="failed"] .confirm`))
	b.click("#operations .confirm summary")
	b.requireNoViolations("an operation that left something behind")
	b.screenshot("leftover-1440-light")
	b.send("#operations .confirm button.danger")
	b.waitFor(recoveryTimeout, "the deletion is shown", `location.pathname.startsWith("/operations/")`)
	b.waitFor(cloudTimeout, "it is done, without a reload", exists(`#operation .op[data-state="done"]`))
	if left := d.snapshotsOf(vol.ID); len(left) != 0 {
		t.Errorf("%d snapshots are left, want none", len(left))
	}
	b.visit("/operations?outcome=failed")
	b.click(`#list a.name`)
	b.waitFor(uiTimeout, "the failure is explained", exists("#operation .op .failure .next"))
	b.requireNoViolations("an operation that failed")
	b.screenshot("operation-failed-1440-light")
	b.size(390, 844)
	b.requireNoViolations("an operation that failed, on a phone")
	b.size(1440, 900)
	b.send(`#operation form[action$="/retry"] button`)
	b.waitFor(cloudTimeout, "the new operation is done", exists(`#operation .op[data-state="done"]`))
	b.requireNoErrors()
}
