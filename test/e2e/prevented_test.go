package e2e

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// act makes another client's call, which takes effect at once.
func (d *testApp) act(t *testing.T, method, path, body string) {
	t.Helper()
	if status, answer := d.sim.Act("Terraform/1.11", method, path, body); status >= 300 {
		t.Fatalf("%s %s: status %d: %s", method, path, status, answer)
	}
}

// plan plans the deletion of a snapshot by its form, with the phrase if required.
func (b *tab) plan(s ionossim.Snapshot) {
	b.t.Helper()
	b.visit("/snapshots/" + s.ID + "/delete")
	if b.there("#phrase") {
		b.fill("#phrase", "delete the last one")
	}
	b.send("button.danger")
	b.waitForText(uiTimeout, "#others .pill", "Planned")
}

// prevented requires that the deletion on a page ends with a cause, there and on the overview, one click away
// from the form.
func (b *tab) prevented(s ionossim.Snapshot, cause, word string) {
	b.t.Helper()
	b.send(`#others form[action$="/now"] button`)
	b.visit("/snapshots/" + s.ID)
	b.waitFor(cloudTimeout, "it ends", exists(`#others .op[data-state="cancelled"][data-cause="`+cause+`"]`))
	b.waitForText(uiTimeout, "#others .pill.prevented", word)
	b.requireAccessible("a deletion that was prevented")
	b.visit("/")
	b.waitFor(uiTimeout, "the overview lists it", exists(`#attention li[data-attention="prevented"][data-cause="`+cause+`"]`))
	b.require("it did not fail", `!document.querySelector("#attention li[data-attention=failed]")`)
	b.requireAccessible("overview with what was prevented")
	b.screenshot("prevented-" + cause)
	b.send(`#attention li[data-attention="prevented"][data-cause="` + cause + `"] a.button`)
	b.waitFor(uiTimeout, "the form is shown", `location.pathname === "/snapshots/`+s.ID+`/delete"`)
	if _, exists := b.app.sim.Snapshot(s.ID); !exists {
		b.t.Error("the snapshot is gone")
	}
}

func TestDelete_LockedIsPrevented(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		s := b.createSnapshot("staging-txl", "stage-tmp-01", "locked by others")
		b.plan(s)
		d.act(t, http.MethodPost, "/snapshots/"+s.ID+"/labels", `{"properties":{"key":"snapdeck-lock","value":"open"}}`)
		b.prevented(s, "locked", "Not deleted: locked")
		b.visitUntil("/snapshots/"+s.ID+"/delete", "the form knows the lock", exists("[data-error=locked]"))
	})
}

func TestDelete_LastGoodIsConfirmedAgain(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		s, other := b.createSnapshot("staging-txl", "stage-tmp-01", "one of two"), b.createSnapshot("staging-txl", "stage-tmp-01", "two of two")
		b.visit("/snapshots/" + s.ID + "/delete")
		b.require("no phrase is required", `!`+exists("#phrase"))
		b.plan(s)
		d.act(t, http.MethodDelete, "/snapshots/"+other.ID, "")
		b.prevented(s, "last-good", "Not deleted: last good snapshot")
		b.visitUntil("/snapshots/"+s.ID+"/delete", "the form asks for the phrase now", exists("#phrase"))
		b.fill("#phrase", "delete the last one")
		b.send("button.danger")
		b.waitForText(uiTimeout, "#others .pill", "Planned")
		b.send(`#others form[action$="/now"] button`)
		b.eventually("the snapshot is gone", func() bool { _, exists := d.sim.Snapshot(s.ID); return !exists })
	})
}

// TestDelete_NeededByRestoreIsPrevented records the restore as another replica would, after the deletion.
func TestDelete_NeededByRestoreIsPrevented(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
		s := b.createSnapshot("staging-txl", "stage-tmp-01", "needed")
		b.plan(s)
		db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(d.data, app.DatabaseFile)})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		id, now := uuid.Must(uuid.NewV7()).String(), time.Now().UTC().Truncate(time.Millisecond)
		restore := operation.Operation{
			ID: id, Key: id, Kind: operation.RestoreVolume, State: operation.Queued, Chain: id, Actor: "amy", DatacenterID: vol.DatacenterID,
			VolumeID: vol.ID, VolumeName: vol.Name, SnapshotID: s.ID, NotBefore: now.Add(time.Hour), CreatedAt: now, UpdatedAt: now,
		}
		if _, err := db.Ledger(nil).Submit(t.Context(), operation.Submission{Ops: []operation.Operation{restore}}); err != nil {
			t.Fatal(err)
		}
		b.visit("/snapshots/" + s.ID)
		b.prevented(s, "in-use", "Not deleted: in use by a restore")
		b.waitFor(uiTimeout, "the form refuses, and shows what needs it", exists(`main [data-error="in-use"] .op`))
		b.require("there is no button", `!`+exists("main button.danger"))
	})
}

func TestCreate_DuplicateIsNamedAndDeletable(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
		_, err := d.sim.Faults().Inject(ionossim.Fault{
			Kind: ionossim.GatewayTimeoutAfter, Hold: time.Hour, Count: 1, Method: http.MethodPost, Route: "*" + vol.ID + "/create-snapshot",
		})
		if err != nil {
			t.Fatal(err)
		}
		b.visit(page + "/create")
		b.fill("#name", "held")
		b.send("form.form button.primary")
		b.waitFor(cloudTimeout, "the answer is lost", exists("#operations .op [data-arrives]"))
		b.waitForText(uiTimeout, "#operations .op", "may still receive the request until")
		b.requireAccessible("a call that may still arrive")
		b.screenshot("arrives")
		b.click("#operations .op [data-arrives] summary")
		b.send(`#operations form[action$="/send-again"] button`)
		b.visit(page)
		b.waitFor(cloudTimeout, "it is there", rowAvailable("held"))
		d.sim.ForwardHeld()
		b.visit(page)
		b.waitFor(cloudTimeout, "the page shows the duplicate", exists("#twice [data-twice] a[data-surplus]"))
		b.visit("/")
		b.waitFor(cloudTimeout, "the overview shows it too", exists("#attention li[data-attention=twice] a[data-surplus]"))
		b.requireAccessible("what was created twice")
		b.screenshot("created-twice")
		b.send("#attention a[data-surplus]")
		b.waitFor(uiTimeout, "the form is shown", `/^\/snapshots\/[^/]+\/delete$/.test(location.pathname)`)
		b.require("another good one remains", `!`+exists("#phrase"))
		b.send("button.danger")
		b.visit("/")
		b.waitFor(uiTimeout, "it is on its way out", `!`+exists("#attention a[data-surplus]"))
		if n := len(d.snapshotsOf(vol.ID)); n != 2 {
			t.Errorf("there are %d snapshots, want 2 as long as it can be undone", n)
		}
	})
}

// TestRestore_RetryByForm starts the server as another client, and confirms the steps again.
func TestRestore_RetryByForm(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		vol, _ := d.volume(t, "staging-txl", "stage-db-01-data")
		s := b.createSnapshot("staging-txl", "stage-db-01-data", "yesterday")
		if _, err := d.sim.WriteVolume(vol.ID); err != nil {
			t.Fatal(err)
		}
		d.inject(t, ionossim.Failed, http.MethodPost, "*"+vol.ID+"/restore-snapshot")
		b.visit("/snapshots/" + s.ID + "/restore?volume=" + vol.ID)
		b.fill("#phrase", "overwrite stage-db-01-data")
		b.send("#overwrite button.danger")
		b.waitFor(cloudTimeout, "it fails", exists(`li.step[data-kind="restore-volume"][data-state="failed"]`))
		b.send(`li.step[data-kind="restore-volume"] a[data-review]`)
		b.waitFor(uiTimeout, "the steps are listed", exists("#again ol li"))
		b.requireAccessible("form to try a restore again")
		b.screenshot("retry-form")
		b.fill("#phrase", "yes")
		b.send("#again button.danger")
		b.waitForText(uiTimeout, "#phrase-error", "not the phrase")
		b.fill("#phrase", "overwrite stage-db-01-data")
		b.send("#again button.danger")
		b.waitFor(uiTimeout, "it is planned", `location.pathname.startsWith("/batches/")`)
		b.visit("/operations?q=" + vol.ID)
		b.waitFor(uiTimeout, "it can be undone", exists(`#list form[action$="/cancel"]`)+` || `+has("#list", "Planned"))
		if v, _ := d.sim.Volume(vol.ID); v.Content == s.Content {
			t.Error("the volume was overwritten before the time for undoing it was over")
		}
	})
}
