package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"snapdeck/internal/cloud/ionossim"
)

// ask asks for a snapshot of a volume by the form that a page without JavaScript sends.
func (d *snapdeck) ask(t *testing.T, c *http.Client, page, name string) {
	t.Helper()
	d.post(t, c, page+"/snapshots", url.Values{"name": {name}}, http.StatusSeeOther)
}

func TestWhatWaitsForItsLaneCanBeMovedUpAndCancelled(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful, "SNAPDECK_POLL_SLOW=1s")
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	if err := d.sim.Hold(vol.DatacenterID); err != nil {
		t.Fatal(err)
	}
	b := open(t, d)
	b.logIn()
	b.visit("/datacenters/" + vol.DatacenterID)
	b.sees(within, "#state", "Busy") // the dashboard may have read it before it was held
	program := d.program(t)
	d.ask(t, program, page, "first")
	d.ask(t, program, page, "second")
	d.ask(t, program, page, "third")

	b.visit("/operations")
	b.link("#list", "third")
	b.sees(within, "#operation .stage", "Waiting for staging-txl, 3 ahead") // two of ours, and whoever holds it
	b.accessible("an operation that waits")
	b.send(`#operation form[action$="/front"] button`)
	b.sees(within, "#operation .stage", "Waiting for staging-txl, 1 ahead")
	b.sees(soon, "#history", "Moved to the front by admin.")
	b.size(390, 844)
	b.accessible("an operation that waits, on a phone")
	b.shot("operation-390-light")
	b.size(1440, 900)
	b.shot("operation-1440-light")
	b.send(`#operation form[action$="/cancel"] button`)
	b.sees(within, "#state", "Cancelled")
	b.is("it can be tried again", exists(`#operation form[action$="/retry"]`))
	third := get[string](b, `location.pathname`)
	if err := d.sim.Release(vol.DatacenterID); err != nil {
		t.Fatal(err)
	}
	b.visit("/operations")
	b.until(later, "two are available", `[...document.querySelectorAll("#list tbody tr")].filter((r) => r.querySelector(".pill").textContent === "Available").length === 2`)
	if n := d.creations(vol.ID); n != 2 {
		t.Errorf("the cloud was asked %d times, want twice", n)
	}
	answer, err := program.PostForm(d.url+third+"/cancel", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Errorf("cancelling what is cancelled answers %d, want a redirect", answer.StatusCode)
	}
	b.calm()
}

func TestWhatFailedIsTriedAgainAsANewOperationThatIsLinked(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	if _, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Failed, Count: 1, Message: "[VDC-5-0] the storage is out of order"}); err != nil {
		t.Fatal(err)
	}
	d.ask(t, d.program(t), page, "nightly")
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.sees(within, "#operations .op .pill", "Failed")
	b.link("#operations .buttons", "Details")
	b.sees(within, "#state", "Failed")
	b.sees(soon, "#operation .failure", "[VDC-5-0] the storage is out of order")
	b.shot("operation-failed-1440-light")
	b.accessible("an operation that failed")
	failed := get[string](b, `location.pathname`)
	b.send(`#operation form[action$="/retry"] button`)
	b.until(within, "the new operation is shown", `location.pathname.startsWith("/operations/") && location.pathname !== `+quote(failed))
	b.sees(later, "#state", "Available")
	b.link("#facts", "an earlier operation")
	b.until(within, "the old operation is shown", `location.pathname === `+quote(failed))
	b.sees(soon, "#operation .note", "It was tried again")
	if n := d.creations(vol.ID); n != 2 {
		t.Errorf("the cloud was asked %d times, want twice", n)
	}
	if strings.Contains(b.text("#operation"), "retry/") {
		t.Error("the page shows a key of Snapdeck's own")
	}
	b.calm()
}

func TestWhatAFailedRequestLeftBehindCanBeDeleted(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	if _, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.FailedLeftover, Count: 1}); err != nil {
		t.Fatal(err)
	}
	d.ask(t, d.program(t), page, "broken copy")
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.sees(within, "#operations .op .failure", "left a snapshot behind")
	b.until(within, "it can be deleted", exists("#operations .op .confirm"))
	b.click("#operations .confirm summary")
	b.accessible("an operation that left something behind")
	b.shot("leftover-1440-light")
	b.send("#operations .confirm button.danger")
	b.until(within, "the deletion is shown", `location.pathname.startsWith("/operations/")`)
	b.sees(later, "#state", "Deleted")
	if left := d.snapshotsOf(vol.ID); len(left) != 0 {
		t.Errorf("%d snapshots are left, want none", len(left))
	}
	b.calm()
}
