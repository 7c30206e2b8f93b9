package e2e

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"snapdeck/internal/cloud/ionossim"
)

// largeCloud starts a simulator with a contract of the maximal supported size. Each data center is slow to read
// until the delay is removed.
func largeCloud(t *testing.T) *ionossim.Sim {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Speed: fastSpeed, RateLimit: -1, Burst: -1, Size: ionossim.SeedSize{
		Datacenters: 100, Volumes: 10_000, Snapshots: 50_000, Idle: true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Slow, Route: "/datacenters/*/volumes*", Delay: 3 * time.Second}); err != nil {
		t.Fatal(err)
	}
	if err := sim.Start(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sim.Close(); err != nil {
			t.Error("end the simulated cloud:", err)
		}
	})
	return sim
}

func TestLive_LargeContractKeepsState(t *testing.T) {
	t.Parallel()
	began := time.Now()
	round := func(what string) { t.Logf("%5.1f s: %s", time.Since(began).Seconds(), what) }
	d := newAppOn(t, largeCloud(t), "SNAPDECK_POLL_WATCHED=2s", "SNAPDECK_POLL_SLOW=10s")
	b := open(t, d)
	b.logInOnly()
	round("logged in")
	b.requireLoadingProgress()
	round("everything is read")

	b.visit("/volumes?per=50")
	b.fill("form[data-filter] input[type=search]", "web-")
	b.waitFor(uiTimeout, "the list answers while one types", `new URLSearchParams(location.search).get("q") === "web-" && document.querySelectorAll("#list tbody tr").length === 50`)
	first := b.markRow(2)
	b.click("a[rel=next]")
	b.waitFor(uiTimeout, "the second page is shown", `new URLSearchParams(location.search).get("page") === "2"`)
	second := b.markRow(30)
	b.waitForText(uiTimeout, "[data-selected-count]", "2 volumes selected, 1 of them not on this page.")
	round("rows are marked on two pages")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#list .scroll").scrollTop = 0`)) // axe reports links of a row that is half hidden below the table's header
	b.requireNoViolations("a long list with marks")
	round("axe")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#row-` + second + ` input[type=checkbox]").focus(); window.__mark = 1; window.__at = scrollY; window.__where = location.href; undefined`))

	other := get[string](b, `document.querySelectorAll("#list tbody tr")[31].id.slice(4)`)
	named, _ := d.sim.Volume(other)
	if err := d.sim.RenameVolume(other, named.Name+"-by-somebody"); err != nil { // the row keeps its place in the list
		t.Fatal(err)
	}
	b.requireUntouched(second, "another client renames a volume", has("#list", named.Name+"-by-somebody"))
	round("a rename arrived")
	d.createForeignSnapshot(t, d.loggedInClient(t), other)
	b.requireUntouched(second, "a snapshot of a volume becomes available", `Date.now() - Date.parse(document.querySelector("#row-`+other+` [data-coverage=protected] time")?.dateTime) < 60_000`)
	round("a snapshot arrived")

	b.send("form[data-selection] button.primary")
	b.waitFor(uiTimeout, "the review is shown", has("h1", "Create 2 snapshots"))
	b.requireNoViolations("the review on a large estate")
	b.size(390, 844)
	b.requireNoViolations("the review on a phone")
	b.size(1440, 900)
	b.send("form.form button.primary")
	b.waitFor(uiTimeout, "the batch is shown", `location.pathname.startsWith("/batches/")`)
	b.requireNoViolations("the batch on a large estate")
	round("the batch is under way")
	b.waitForText(cloudTimeout, "#state", "All available")
	round("the batch is done")
	for _, id := range []string{first, second} {
		if n := d.creations(id); n != 1 {
			t.Errorf("%d requests were sent for a snapshot of %s, want one", n, id)
		}
	}
	b.requireNoErrors()
}

// requireLoadingProgress requires that pages answer during the first load and show its progress; then it
// removes the delay.
func (b *tab) requireLoadingProgress() {
	b.t.Helper()
	b.visit("/datacenters")
	b.waitFor(uiTimeout, "the page shows the progress", `/Loading \d+ of 100 data centers/.test(document.querySelector("#notices").textContent)`)
	b.require("data centers are listed during the load", `document.querySelectorAll("#list tbody tr").length > 0`)
	b.visit("/volumes")
	b.require("volumes answer during the load", `document.querySelector("h1").textContent === "Volumes"`)
	b.requireNoViolations("a list while the contract is read")
	b.app.sim.Faults().Clear()
	b.waitFor(3*cloudTimeout, "everything is there", `document.querySelector("#notices").textContent.trim() === ""`)
}

// markRow selects the n-th row of the list and returns the id of its volume.
func (b *tab) markRow(n int) string {
	b.t.Helper()
	id := get[string](b, `document.querySelectorAll("#list tbody tr")[`+strconv.Itoa(n)+`].id.slice(4)`)
	b.click("#row-" + id + " input[type=checkbox]")
	b.require("the row is marked", `document.querySelector("#row-`+id+` input[type=checkbox]").checked`)
	return id
}

// requireUntouched waits for an update and requires the user's state to be unchanged.
func (b *tab) requireUntouched(marked, what, condition string) {
	b.t.Helper()
	b.waitFor(cloudTimeout, what, condition)
	b.require("the page was not loaded again", `window.__mark === 1`)
	b.require("the mark is there", `document.querySelector("#row-`+marked+` input[type=checkbox]").checked`)
	b.require("the focus is where it was", `document.activeElement.closest("tr")?.id === "row-`+marked+`"`)
	b.require("the page has not scrolled", `Math.abs(scrollY - window.__at) < 2`)
	b.require("the address is the same", `location.href === window.__where`)
	b.require("the search is the same", `document.querySelector("form[data-filter] input[type=search]").value === "web-"`)
}

// createForeignSnapshot takes a snapshot of a volume as another user.
func (d *testApp) createForeignSnapshot(t *testing.T, c *http.Client, volumeID string) {
	t.Helper()
	v, _ := d.sim.Volume(volumeID)
	page := "/datacenters/" + v.DatacenterID + "/volumes/" + v.ID
	response, err := c.PostForm(d.url+page+"/snapshots", url.Values{"key": {"a colleague"}, "name": {"by a colleague"}})
	if err != nil {
		t.Fatal(err)
	}
	if text := read(t, response); response.StatusCode >= 400 {
		t.Fatalf("status %d: %s", response.StatusCode, strings.TrimSpace(text[:min(len(text), 300)]))
	}
}
