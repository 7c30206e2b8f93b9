package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

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
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusAccepted {
		text, _ := io.ReadAll(response.Body)
		t.Fatalf("status %d: %s", response.StatusCode, text)
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

// pollUnwatched makes the dashboard poll every second, even without subscribers.
const pollUnwatched = "SNAPDECK_POLL_SLOW=1s"

// It confirms the source of one snapshot, and states of another that it comes from none of the volumes.
func TestSources_ConfirmAndDeny(t *testing.T) {
	t.Parallel()
	sim := simulate(t, fastSpeed)
	vol, _ := sim.VolumeNamed("staging-txl", "stage-tmp-01")
	other, err := sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: vol.ID, Name: "golden master"})
	if err != nil {
		t.Fatal(err)
	}
	d := newAppOn(t, sim, pollEverySecond, pollUnwatched)
	s := d.addForeignSnapshot(t, vol, "tf-nightly")
	labels := func(id string) map[string]string { s, _ := sim.Snapshot(id); return s.Labels }
	b := open(t, d)
	b.logIn()
	b.visitUntil("/snapshots/sources?q=tf-nightly", "the requests are read", has("#row-"+s.ID, "Certain"))
	b.click("#row-" + s.ID + " input[type=checkbox]")
	b.requireAccessibleEverywhere("sources")
	b.send("#confirm button.primary")
	b.waitForText(uiTimeout, "h1", "Confirm 1 source")
	b.requireAccessibleEverywhere("sources-review")
	if len(labels(s.ID)) > 0 {
		t.Errorf("before anything was confirmed there are labels: %v", labels(s.ID))
	}
	b.send("main form button.primary")
	b.eventually("the labels are written", func() bool {
		l := labels(s.ID)
		return l["snapdeck-volume"] == vol.ID && l["snapdeck-datacenter"] == vol.DatacenterID && l["snapdeck-source"] == "confirmed"
	})

	b.visit("/snapshots/" + other.ID)
	b.click(`#facts a[href*="/source"]`)
	b.waitFor(uiTimeout, "the choice is shown", exists("#volume-none"))
	b.requireAccessibleEverywhere("sources-choice")
	b.click("#volume-none")
	b.send("main form[method=post] button.primary")
	b.waitForText(uiTimeout, "main", "none of the volumes")
	b.send("main form button.primary")
	b.eventually("the statement is written", func() bool { return labels(other.ID)["snapdeck-source"] == "none" })
	b.requireNoErrors()
}
