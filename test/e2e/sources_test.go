package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"snapdeck/internal/cloud/ionossim"
)

// addForeignSnapshot creates a snapshot as another program, and returns it.
func (d *testApp) addForeignSnapshot(t *testing.T, vol ionossim.Volume, name string) ionossim.Snapshot {
	t.Helper()
	url := fmt.Sprintf("%s/datacenters/%s/volumes/%s/create-snapshot", d.sim.APIURL(), vol.DatacenterID, vol.ID)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewBufferString(fmt.Sprintf(`{"properties":{"name":%q}}`, name)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+d.sim.Token())
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusAccepted {
		text, _ := io.ReadAll(answer.Body)
		t.Fatalf("status %d: %s", answer.StatusCode, text)
	}
	d.sim.FinishAll()
	for _, s := range d.snapshotsOf(vol.ID) {
		if s.Name == name {
			return s
		}
	}
	t.Fatal("the simulator has not created the snapshot")
	return ionossim.Snapshot{}
}

// visitUntil reloads a page until a condition holds.
func (b *tab) visitUntil(path, what, condition string) {
	b.t.Helper()
	for deadline := time.Now().Add(cloudTimeout); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		b.visit(path)
		if get[bool](b, condition) {
			return
		}
	}
	b.waitFor(uiTimeout, what, condition)
}

// requireWellMadeEverywhere checks a page on screens and phones, light and dark.
func (b *tab) requireWellMadeEverywhere(name string) {
	b.t.Helper()
	for _, v := range []struct {
		width, height int64
		scheme        string
	}{{390, 844, "dark"}, {390, 844, "light"}, {1440, 900, "dark"}, {1440, 900, "light"}} {
		b.size(v.width, v.height)
		b.colours(v.scheme)
		b.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`)) // where a page was left, the bar of a phone may lie over a part of a row
		b.screenshot(fmt.Sprintf("%s-%d-%s", name, v.width, v.scheme))
		b.requireAccessible(name)
	}
}

func TestSources_ConfirmAndDeny(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
		s := d.addForeignSnapshot(t, vol, "tf-nightly")
		other, err := d.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: vol.ID, Name: "golden master"})
		if err != nil {
			t.Fatal(err)
		}
		labels := func(id string) map[string]string { s, _ := d.sim.Snapshot(id); return s.Labels }
		b.visit("/snapshots")
		b.click("#unknown-sources a")
		b.waitForText(uiTimeout, "h1", "Match snapshots to volumes")
		b.visitUntil("/snapshots/sources?q=tf-nightly", "the requests are read", has("#row-"+s.ID, "Certain"))
		b.waitForText(uiTimeout, "#row-"+s.ID, "Terraform")
		b.requireWellMadeEverywhere("sources")
		b.click("#row-" + s.ID + " input[type=checkbox]")
		b.send("#confirm button.primary")
		b.waitForText(uiTimeout, "h1", "Confirm 1 source")
		b.waitForText(uiTimeout, "main", vol.ID)
		b.requireWellMadeEverywhere("sources-review")
		if len(labels(s.ID)) > 0 {
			t.Errorf("before anything was confirmed there are labels: %v", labels(s.ID))
		}
		b.send("main form button.primary")
		b.eventually("the labels are written", func() bool {
			l := labels(s.ID)
			return l["snapdeck-volume"] == vol.ID && l["snapdeck-datacenter"] == vol.DatacenterID && l["snapdeck-source"] == "confirmed"
		})
		b.visitUntil("/snapshots/"+s.ID, "the source is known", has("#facts", "confirmed by a user"))
		b.waitForText(uiTimeout, "#facts", "stage-tmp-01")
		b.visit("/audit?q=came+from+this+volume")
		b.waitForText(uiTimeout, "#list", "Confirmed that the snapshot came from this volume.")
		b.waitForText(uiTimeout, "#list", "tf-nightly")

		b.visit("/snapshots/" + other.ID)
		b.waitForText(uiTimeout, "#facts", "Source unknown")
		b.requireWellMadeEverywhere("snapshot-inference")
		b.link("#facts", "Choose the volume")
		b.waitForText(uiTimeout, "h1", "Source of golden master")
		b.requireWellMadeEverywhere("sources-choice")
		b.click("#volume-none")
		b.send("main form[method=post] button.primary")
		b.waitForText(uiTimeout, "main", "none of the volumes")
		b.send("main form button.primary")
		b.eventually("the statement is written", func() bool { return labels(other.ID)["snapdeck-source"] == "none" })
		b.visitUntil("/snapshots/sources?grade=denied", "it is no longer suggested", has("#list", "golden master"))
	}, pollUnwatched)
}

// pollUnwatched makes the dashboard poll every second, even without subscribers.
const pollUnwatched = "SNAPDECK_POLL_SLOW=1s"

func TestSources_WriteFailureIsShown(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, pollUnwatched)
	vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	s, gone := d.addForeignSnapshot(t, vol, "kept"), d.addForeignSnapshot(t, vol, "soon gone")
	b := open(t, d)
	b.logIn()
	b.visitUntil("/snapshots/sources?location=de/txl&grade=certain", "both are certain", has("#row-"+s.ID, "Certain")+" && "+has("#row-"+gone.ID, "Certain"))
	b.click("#row-" + s.ID + " input[type=checkbox]")
	b.click("#row-" + gone.ID + " input[type=checkbox]")
	b.send("#confirm button.primary")
	b.waitForText(uiTimeout, "h1", "Confirm 2 sources")
	if err := d.sim.RemoveSnapshot(gone.ID); err != nil {
		t.Fatal(err)
	}
	c := d.loggedInClient(t)
	waitForTime(t, cloudTimeout, func() bool { return strings.Contains(d.page(t, c, "/snapshots/"+gone.ID), "Not in the contract") })
	b.send("main form button.primary")
	b.waitFor(uiTimeout, "the changed review is shown", exists("[role=alert][data-error=changed]"))
	b.waitForText(uiTimeout, "#skipped-title ~ ul", gone.ID)
	if _, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Forbidden, Method: http.MethodPost, Route: "*/labels", Count: 1}); err != nil {
		t.Fatal(err)
	}
	b.send("main form button.primary")
	b.waitForText(cloudTimeout, "main .pill", "Failed")
	b.waitForText(uiTimeout, "main", "lack the privilege")
	b.requireNoErrors("409", "404")
}
