package e2e

import (
	"fmt"
	"testing"
	"time"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
)

// addSnapshots adds snapshots of volumes, as if Snapdeck had created them earlier.
func addSnapshots(t *testing.T, sim *ionossim.Sim, name string, volumes ...string) []ionossim.Snapshot {
	t.Helper()
	var made []ionossim.Snapshot
	for i, volume := range volumes {
		vol, _ := sim.VolumeNamed("staging-txl", volume)
		s, err := sim.AddSnapshot(ionossim.NewSnapshot{
			VolumeID: vol.ID, Name: fmt.Sprint(name, "-", i+1), Created: time.Now().Add(-time.Duration(48-i) * time.Hour),
			Description: inventory.Marker{OperationID: fmt.Sprint("earlier-", i), VolumeID: vol.ID}.Append("by hand"),
		})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, s)
	}
	return made
}

// withSnapshots runs a test with and without JavaScript with snapshots of volumes.
func withSnapshots(t *testing.T, name string, volumes []string, test func(t *testing.T, d *testApp, b *tab, s []ionossim.Snapshot)) {
	t.Helper()
	for _, way := range []string{"with JavaScript", "without JavaScript"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			sim := simulate(t, fastSpeed)
			s := addSnapshots(t, sim, name, volumes...)
			d := newAppOn(t, sim, pollEverySecond, pollUnwatched)
			b := open(t, d)
			if way == "without JavaScript" {
				b.withoutScript()
			}
			b.logIn()
			test(t, d, b, s)
			b.requireNoErrors("422", "409")
		})
	}
}

// markRows selects snapshots in the list.
func (b *tab) markRows(snapshots ...ionossim.Snapshot) {
	b.t.Helper()
	for _, s := range snapshots {
		b.click("#row-" + s.ID + " td.select label")
	}
}

// bulk presses a button of the selection bar and waits for the review.
func (b *tab) bulk(action, title string) {
	b.t.Helper()
	b.send(`#selection button[formaction$="/` + action + `"]`)
	b.waitFor(uiTimeout, "the review is shown", has("h1", title))
}

// preview shows the review again.
func (b *tab) preview() {
	b.t.Helper()
	b.send("form.form .buttons button[formaction]")
}

// waitForBatch waits for the page of a batch.
func (b *tab) waitForBatch() string {
	b.t.Helper()
	b.waitFor(uiTimeout, "the batch is shown", `location.pathname.startsWith("/batches/")`)
	return b.path()
}

// selectAllMatching selects all snapshots that match the list's filter. With scripts that is offered as soon as one of
// them is selected.
func (b *tab) selectAllMatching(one ionossim.Snapshot) {
	b.t.Helper()
	if b.hasScript() && !b.there("#selection .selection[data-any]") {
		b.markRows(one)
	}
	b.click("#selection label.all")
}

func TestBulkSnapshots_ReviewAndUndo(t *testing.T) {
	t.Parallel()
	withSnapshots(t, "old", []string{"stage-tmp-01", "stage-db-01-data", "stage-db-01-root"}, func(t *testing.T, d *testApp, b *tab, s []ionossim.Snapshot) {
		b.visit("/snapshots?q=old-")
		b.selectAllMatching(s[0])
		b.bulk("delete", "Delete 3 snapshots")
		b.requireAccessibleEverywhere("bulk-delete")
		b.fill("#phrase", "delete them")
		b.send("button.danger")
		b.waitFor(uiTimeout, "the phrase is wrong", exists("#phrase-error"))
		b.fill("#phrase", "delete 3 snapshots")
		b.send("button.danger")
		b.waitForBatch()
		b.waitForText(uiTimeout, "#state", "Planned")
		b.requireAccessibleEverywhere("bulk-delete-planned")
		b.send(`#progress form[action$="/cancel"] button`)
		b.waitFor(uiTimeout, "nothing is planned any more", `document.querySelectorAll('#list tr[data-state="cancelled"]').length === 3`)
		for _, one := range s {
			if _, exists := d.sim.Snapshot(one.ID); !exists {
				t.Errorf("%s is gone", one.Name)
			}
		}
		if b.hasScript() {
			b.reviewChanges(s)
		}
	})
}

// reviewChanges checks the reviews of the actions that change snapshots.
func (b *tab) reviewChanges(s []ionossim.Snapshot) {
	b.t.Helper()
	for action, title := range map[string]string{"rename": "Rename 3 snapshots", "label": "Label 3 snapshots", "lock": "Lock 3 snapshots"} {
		b.visit("/snapshots?q=old-")
		b.selectAllMatching(s[0])
		b.bulk(action, title)
		if action == "rename" {
			b.fill("#name", "{volume} {colour}")
			b.preview()
			b.waitFor(uiTimeout, "there is no such variable", exists("#name-error"))
		}
		b.requireAccessibleEverywhere("bulk-" + action)
	}
}
