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
	if status, response := d.sim.Act("Terraform/1.11", method, path, body); status >= 300 {
		t.Fatalf("%s %s: status %d: %s", method, path, status, response)
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
	b.requireAccessible("overview with the prevented operation")
	b.screenshot("prevented-" + cause)
	b.send(`#attention li[data-attention="prevented"][data-cause="` + cause + `"] a.button`)
	b.waitFor(uiTimeout, "the form is shown", `location.pathname === "/snapshots/`+s.ID+`/delete"`)
	if _, exists := b.app.sim.Snapshot(s.ID); !exists {
		b.t.Error("the snapshot is gone")
	}
}

// inBrowser runs a test in a logged-in tab of its own dashboard, with one snapshot of each volume.
func inBrowser(t *testing.T, volumes []string, test func(t *testing.T, d *testApp, b *tab, s []ionossim.Snapshot)) {
	t.Helper()
	sim := simulate(t, fastSpeed)
	s := addSnapshots(t, sim, "kept", volumes...)
	d := newAppOn(t, sim, pollEverySecond)
	b := open(t, d)
	b.logIn()
	test(t, d, b, s)
	b.requireNoErrors("422", "409")
}

func TestDelete_LockedIsPrevented(t *testing.T) {
	t.Parallel()
	inBrowser(t, []string{"stage-tmp-01"}, func(t *testing.T, d *testApp, b *tab, made []ionossim.Snapshot) {
		s := made[0]
		b.plan(s)
		d.act(t, http.MethodPost, "/snapshots/"+s.ID+"/labels", `{"properties":{"key":"snapdeck-lock","value":"open"}}`)
		b.prevented(s, "locked", "Not deleted: locked")
		b.visitUntil("/snapshots/"+s.ID+"/delete", "the form knows the lock", exists("[data-error=locked]"))
	})
}

func TestDelete_LastGoodIsConfirmedAgain(t *testing.T) {
	t.Parallel()
	inBrowser(t, []string{"stage-tmp-01", "stage-tmp-01"}, func(t *testing.T, d *testApp, b *tab, made []ionossim.Snapshot) {
		s, other := made[0], made[1]
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

// Another replica records the restore after the deletion was requested.
func TestDelete_NeededByRestoreIsPrevented(t *testing.T) {
	t.Parallel()
	inBrowser(t, []string{"stage-tmp-01"}, func(t *testing.T, d *testApp, b *tab, made []ionossim.Snapshot) {
		vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
		s := made[0]
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
	inBrowser(t, nil, func(t *testing.T, d *testApp, b *tab, _ []ionossim.Snapshot) {
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
		b.waitFor(cloudTimeout, "the response is lost", exists("#operations .op [data-arrives]"))
		b.requireAccessible("a call that may still arrive")
		b.screenshot("arrives")
		b.click("#operations .op [data-arrives] summary")
		b.send(`#operations form[action$="/send-again"] button`)
		b.visit(page)
		b.waitFor(cloudTimeout, "it is there", rowAvailable("held"))
		d.sim.ForwardDelayed()
		b.visit(page)
		b.waitFor(cloudTimeout, "the page shows the duplicate", exists("#twice [data-twice] a[data-surplus]"))
		b.visit("/")
		b.waitFor(cloudTimeout, "the overview shows it too", exists("#attention li[data-attention=twice] a[data-surplus]"))
		b.requireAccessible("the snapshot that was created twice")
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

// The backup has a planned deletion and a waiting create. Every page shows that until a user confirms.
func TestDatabase_BackupRestored(t *testing.T) {
	t.Parallel()
	sim, data := simulate(t, fastSpeed), t.TempDir()
	deletions := addSnapshots(t, sim, "planned for deletion", "stage-tmp-01", "stage-tmp-01")[0]
	d := newAppOn(t, sim, pollEverySecond, "SNAPDECK_DATA="+data)
	b := open(t, d)
	b.logIn()
	stuck, err := sim.Faults().Inject(ionossim.Fault{Kind: ionossim.StuckRunning, Method: "POST", Route: "*create-snapshot"})
	if err != nil {
		t.Fatal(err)
	}
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	for _, name := range []string{"is being made", "waits"} {
		b.visit(page + "/create")
		b.fill("#name", name)
		b.send("form.form button.primary")
		b.waitForText(recoveryTimeout, "#operations .op", name)
		b.eventually("the first one was sent", func() bool { return len(d.marked(vol.ID, "is being made")) == 1 })
	}
	b.visit("/snapshots/" + deletions.ID + "/delete")
	b.send("button.danger")
	b.waitForText(uiTimeout, "#others .pill", "Planned")
	file := filepath.Join(t.TempDir(), "backup.sqlite")
	if err := store.Backup(t.Context(), filepath.Join(data, app.DatabaseFile), file); err != nil {
		t.Fatal(err)
	}
	sim.Faults().Clear(stuck)
	b.visit(page)
	b.waitFor(cloudTimeout, "what waited is made", rowAvailable("waits"))
	d.stop()
	b.end()

	if _, err := store.RestoreBackup(t.Context(), filepath.Join(data, app.DatabaseFile), file); err != nil {
		t.Fatal(err)
	}
	d = newAppOn(t, sim, pollEverySecond, "SNAPDECK_DATA="+data)
	b = open(t, d)
	b.logInOnly() // without waiting until the notices are gone
	for _, path := range []string{"/", "/volumes", "/snapshots", page, "/operations", "/audit"} {
		b.visit(path)
		b.waitFor(recoveryTimeout, "the notice of the restored database, with an action", exists(`#notices [data-banner="restored"] form button`))
		b.waitFor(uiTimeout, "one operation cancelled and one create waiting", `(document.querySelector('#notices [data-banner="restored"]').textContent.match(/\b1 [a-z]/g) || []).length === 2`)
	}
	b.visit("/operations")
	b.requireAccessible("operations after a backup was restored")
	b.screenshot("operations-backup-restored")
	b.link("#list", deletions.Name)
	b.waitFor(uiTimeout, "the operation was cancelled because of the backup", exists(`#operation [data-state="cancelled"][data-cause="backup-restored"]`))
	b.requireAccessible("operation that was cancelled since a backup was restored")
	b.screenshot("operation-cancelled-backup-restored")

	b.visit(page)
	b.send("#notices form button")
	b.waitFor(uiTimeout, "one is on the page where one was", `location.pathname === `+quote(page)+` && !`+exists("#notices .banner.warn"))
	b.waitFor(cloudTimeout, "the create is found", `!`+exists("#operations .op .pill.busy")+` && `+rowAvailable("waits"))
	if n := len(d.marked(vol.ID, "waits")); n != 1 {
		t.Errorf("there are %d snapshots, want one", n)
	}
	if _, exists := sim.Snapshot(deletions.ID); !exists {
		t.Error("what was planned to be deleted is gone")
	}
	b.visit("/audit")
	b.waitForText(uiTimeout, "#list", "Continue all")
	b.waitForText(uiTimeout, "#list", "Backup restored")
	b.requireNoErrors()
}

// marked returns the snapshots of a volume with a name.
func (d *testApp) marked(volumeID, name string) []ionossim.Snapshot {
	var found []ionossim.Snapshot
	for _, s := range d.snapshotsOf(volumeID) {
		if s.Name == name {
			found = append(found, s)
		}
	}
	return found
}
