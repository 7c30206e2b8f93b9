package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"snapdeck/internal/cloud/ionossim"
)

// createSnapshot requests a snapshot of a volume by the form without JavaScript.
func (d *testApp) createSnapshot(t *testing.T, c *http.Client, page, name string) {
	t.Helper()
	d.post(t, c, page+"/snapshots", url.Values{"name": {name}}, http.StatusSeeOther)
}

func TestOperations_MoveUpAndCancel(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, "SNAPDECK_POLL_SLOW=1s")
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	if err := d.sim.HoldDatacenter(vol.DatacenterID); err != nil {
		t.Fatal(err)
	}
	b := open(t, d)
	b.logIn()
	b.visit("/datacenters/" + vol.DatacenterID)
	b.waitForText(recoveryTimeout, "#state", "Busy") // the dashboard may have polled it before it was held
	program := d.loggedInClient(t)
	d.createSnapshot(t, program, page, "first")
	d.createSnapshot(t, program, page, "second")
	d.createSnapshot(t, program, page, "third")

	b.visit("/operations")
	b.link("#list", "third")
	b.waitForText(recoveryTimeout, "#operation .stage", "Waiting for staging-txl, 3 ahead") // two of ours, and the other client's
	b.requireNoViolations("an operation that waits")
	b.send(`#operation form[action$="/front"] button`)
	b.waitForText(recoveryTimeout, "#operation .stage", "Waiting for staging-txl, 1 ahead")
	b.waitForText(uiTimeout, "#history", "Moved to the front by admin.")
	b.size(390, 844)
	b.requireNoViolations("an operation that waits, on a phone")
	b.screenshot("operation-390-light")
	b.size(1440, 900)
	b.screenshot("operation-1440-light")
	b.send(`#operation form[action$="/cancel"] button`)
	b.waitForText(recoveryTimeout, "#state", "Cancelled")
	b.require("it can be tried again", exists(`#operation form[action$="/retry"]`))
	third := get[string](b, `location.pathname`)
	if err := d.sim.ReleaseDatacenter(vol.DatacenterID); err != nil {
		t.Fatal(err)
	}
	b.visit("/operations")
	b.waitFor(cloudTimeout, "two are available", `[...document.querySelectorAll("#list tbody tr")].filter((r) => r.querySelector(".pill").textContent === "Available").length === 2`)
	if n := d.creations(vol.ID); n != 2 {
		t.Errorf("%d requests were sent, want two", n)
	}
	answer, err := program.PostForm(d.url+third+"/cancel", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Errorf("cancelling what is cancelled answers %d, want a redirect", answer.StatusCode)
	}
	b.requireNoErrors()
}

func TestOperations_RetryIsLinked(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	if _, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Failed, Count: 1, Message: "[VDC-5-0] the storage is out of order"}); err != nil {
		t.Fatal(err)
	}
	d.createSnapshot(t, d.loggedInClient(t), page, "nightly")
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.waitForText(recoveryTimeout, "#operations .op .pill", "Failed")
	b.click("#operations .op a.name")
	b.waitForText(recoveryTimeout, "#state", "Failed")
	b.waitForText(uiTimeout, "#operation .failure", "[VDC-5-0] the storage is out of order")
	b.screenshot("operation-failed-1440-light")
	b.requireNoViolations("an operation that failed")
	failed := get[string](b, `location.pathname`)
	b.send(`#operation form[action$="/retry"] button`)
	b.waitFor(recoveryTimeout, "the new operation is shown", `location.pathname.startsWith("/operations/") && location.pathname !== `+quote(failed))
	b.waitForText(cloudTimeout, "#state", "Available")
	b.link("#facts", "an earlier operation")
	b.waitFor(recoveryTimeout, "the old operation is shown", `location.pathname === `+quote(failed))
	b.waitForText(uiTimeout, "#operation .note", "It was tried again")
	if n := d.creations(vol.ID); n != 2 {
		t.Errorf("%d requests were sent, want two", n)
	}
	if strings.Contains(b.text("#operation"), "retry/") {
		t.Error("the page shows a key of Snapdeck's own")
	}
	b.requireNoErrors()
}

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
	b.waitForText(recoveryTimeout, "#operations .op .failure", "left a snapshot behind")
	b.waitFor(recoveryTimeout, "it can be deleted", exists("#operations .op .confirm"))
	b.click("#operations .confirm summary")
	b.requireNoViolations("an operation that left something behind")
	b.screenshot("leftover-1440-light")
	b.send("#operations .confirm button.danger")
	b.waitFor(recoveryTimeout, "the deletion is shown", `location.pathname.startsWith("/operations/")`)
	b.waitForText(cloudTimeout, "#state", "Deleted")
	if left := d.snapshotsOf(vol.ID); len(left) != 0 {
		t.Errorf("%d snapshots are left, want none", len(left))
	}
	b.requireNoErrors()
}
