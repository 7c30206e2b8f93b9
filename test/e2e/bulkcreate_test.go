package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"snapdeck/internal/cloud/ionossim"
)

func TestBulkCreate_ReviewAndProgress(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	first, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	second, _ := d.volume(t, "k8s-prod-txl", "control-01-root")
	if _, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Failed, Count: 1, Route: "*" + second.ID + "/create-snapshot"}); err != nil {
		t.Fatal(err)
	}
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?per=10&q=stage-tmp")
	b.click("#row-" + first.ID + " input[type=checkbox]")
	b.waitForText(uiTimeout, "[data-selected-count]", "1 volume selected.")
	b.visit("/volumes?per=10&q=control-01")
	b.waitForText(uiTimeout, "[data-selected-count]", "1 volume selected, 1 of them not on this page.")
	b.click("#row-" + second.ID + " input[type=checkbox]")
	b.requireNoViolations("volumes with marks")
	b.screenshot("volumes-marked-1440-light")
	b.send("form[data-selection] button.primary")
	b.waitFor(recoveryTimeout, "the review is shown", has("h1", "Create 2 snapshots"))
	b.requireNoViolations("the review of a batch")
	b.screenshot("bulk-1440-light")
	b.size(390, 844)
	b.requireNoViolations("the review of a batch, on a phone")
	b.screenshot("bulk-390-light")
	b.size(1440, 900)
	b.fill("#name", "{volume} before the move")
	b.send("form.form button.primary")
	b.waitFor(recoveryTimeout, "the batch is shown", `location.pathname.startsWith("/batches/")`)
	b.waitForText(cloudTimeout, "#state", "Partly available")
	b.waitForText(uiTimeout, "#list", "stage-tmp-01 before the move")
	b.requireNoViolations("a batch")
	b.screenshot("batch-1440-light")
	b.send("#progress form button")
	b.waitForText(cloudTimeout, "#state", "All available")
	if n, m := len(d.snapshotsOf(first.ID)), len(d.snapshotsOf(second.ID)); n != 1 || m != 1 {
		t.Errorf("there are %d and %d snapshots, want one of each", n, m)
	}
	b.visit("/volumes")
	b.waitForText(uiTimeout, "[data-selected-count]", "Select volumes")
	b.requireNoErrors()
}

func TestBulkCreate_WithoutJavaScriptAndOncePerForm(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	c := d.loggedInClient(t)
	vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	answer, err := c.PostForm(d.url+"/bulk", url.Values{"match": {"/datacenters/" + vol.DatacenterID + "?q=stage-"}, "vol": {"nobody"}})
	if err != nil {
		t.Fatal(err)
	}
	review := read(t, answer)
	if !strings.Contains(review, "Left out: 1 volume") {
		t.Error("the review does not say what is left out")
	}
	form := url.Values{"key": {"one form"}, "name": {"{volume} nightly"}}
	for _, part := range strings.Split(review, `name="vol" value="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		form.Add("vol", id)
	}
	if n := len(form["vol"]); n < 3 {
		t.Fatalf("the review names %d volumes, want all that match", n)
	}
	batch := d.post(t, c, "/bulk/create", form, http.StatusSeeOther).Get("Location")
	again := earlier(t, d.post(t, c, "/bulk/create", form, http.StatusSeeOther).Get("Location"))
	if batch != again || !strings.HasPrefix(batch, "/batches/") {
		t.Errorf("the same form leads to %s and then to %s", batch, again)
	}
	waitForTime(t, cloudTimeout, func() bool { return strings.Contains(d.page(t, c, batch), "All available") })
	for _, id := range form["vol"] {
		if n := len(d.sim.SnapshotsContaining("vol=" + id)); n != 1 {
			t.Errorf("volume %s has %d snapshots, want one", id, n)
		}
	}
	form.Set("key", "another form")
	form.Set("description", strings.Repeat("x", 2000))
	d.post(t, c, "/bulk/create", form, http.StatusUnprocessableEntity)
}
