package e2e

import (
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

// sendable counts the enabled buttons that send a POST form.
const sendable = `[...document.querySelectorAll("form[method=post] button:not([type=button]):not(:disabled)")].filter(b => b.form.getAttribute("action") !== "/theme").length`

// TestDatabase_CannotBeWrittenTo has an open page while the database is read-only: it shows that and disables
// its forms, by itself, and works again by itself with the typed text.
func TestDatabase_CannotBeWrittenTo(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	d := newApp(t, fastSpeed, pollEverySecond, "SNAPDECK_DATABASE_URL="+database)
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	readOnly := func(word string) {
		t.Helper()
		for _, statement := range []string{
			`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ` + word + `', current_database()); END $$`,
			`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
		} {
			if _, err := conn.Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.click("#create-button")
	b.fill("#name", "typed before")
	b.require("the form can be sent", sendable+` > 0`)
	b.markLoad()

	readOnly("on")
	b.waitForText(uiTimeout, "#problems .banner", "Snapdeck cannot write to its database since ")
	b.waitForText(uiTimeout, "#problems .banner", "Nothing can be requested until it can.")
	b.waitFor(uiTimeout, "nothing can be sent", sendable+` === 0`)
	b.require("the button explains it", `document.querySelector("#create button.primary").title === "Snapdeck cannot write to its database."`)
	b.requireNoReload()
	b.requireNoViolations("volume while the database cannot be written to")
	b.screenshot("volume-database-read-only")
	before := d.creations(vol.ID)
	for _, path := range []string{"/", "/volumes", "/snapshots", "/operations", "/audit"} {
		b.visit(path)
		b.waitForText(uiTimeout, "#problems .banner", "Snapdeck cannot write to its database since ")
		b.require("nothing can be sent on "+path, sendable+` === 0`)
	}
	b.visit(page)
	b.click("#create-button")
	b.fill("#name", "typed before")
	b.markLoad()

	readOnly("off")
	b.waitFor(uiTimeout, "the banner goes away by itself", `!`+exists("#problems .banner"))
	b.waitFor(uiTimeout, "the form can be sent", sendable+` > 0`)
	b.require("what was typed is there", `document.querySelector("#name").value === "typed before"`)
	b.requireNoReload()
	b.send("#create button.primary")
	b.waitFor(cloudTimeout, "the snapshot is there", rowAvailable("typed before"))
	if n := d.creations(vol.ID) - before; n != 1 {
		t.Errorf("IONOS Cloud was asked %d times, want once", n)
	}
	b.requireNoErrors()
}

// TestDatabase_BackupWasRestored restores a backup with a planned deletion and a waiting create. Every page
// shows that until a user confirms, with and without JavaScript.
func TestDatabase_BackupWasRestored(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"with JavaScript", "without JavaScript"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			sim, data := simulate(t, fastSpeed), t.TempDir()
			d := newAppOn(t, sim, pollEverySecond, "SNAPDECK_DATA="+data)
			b := open(t, d)
			b.logIn()
			deletions := b.createSnapshot("staging-txl", "stage-tmp-01", "planned for deletion")
			b.createSnapshot("staging-txl", "stage-tmp-01", "the other one")
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
			if !b.hasScript() {
				b.withoutScript()
			}
			b.logInOnly() // does not wait until the notices are gone
			for _, path := range []string{"/", "/volumes", "/snapshots", page, "/operations", "/audit"} {
				b.visit(path)
				b.waitForText(recoveryTimeout, "#notices", "The database went back to an earlier state at ")
				b.waitForText(uiTimeout, "#notices", "1 operation that had not begun was cancelled.")
				b.waitForText(uiTimeout, "#notices", "1 create waits until you continue")
			}
			b.visit("/operations")
			b.requireAccessible("operations after a backup was restored " + way)
			b.screenshot("operations-backup-restored")
			b.link("#list", "planned for deletion")
			b.waitForText(uiTimeout, "#operation", "Cancelled: a backup was restored")
			b.requireAccessible("operation that was cancelled since a backup was restored " + way)
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
		})
	}
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
