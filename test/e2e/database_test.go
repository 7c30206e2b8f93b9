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

// sendable counts the buttons on a page that can send something to be written.
const sendable = `[...document.querySelectorAll("form[method=post] button:not([type=button]):not(:disabled)")].filter(b => b.form.getAttribute("action") !== "/theme").length`

// TestDatabase_CannotBeWrittenTo shows an open page while the database can only be read: it says so
// and lets nothing be sent, by itself, and works again by itself with what was typed into it.
func TestDatabase_CannotBeWrittenTo(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	d := on(t, fast, watchful, "SNAPDECK_DATABASE_URL="+database)
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
	b.is("the form can be sent", sendable+` > 0`)
	b.mark()

	readOnly("on")
	b.sees(soon, "#problems .banner", "Snapdeck cannot write to its database since ")
	b.sees(soon, "#problems .banner", "Nothing can be requested until it can.")
	b.until(soon, "nothing can be sent", sendable+` === 0`)
	b.is("the button says why", `document.querySelector("#create button.primary").title === "Snapdeck cannot write to its database."`)
	b.notReloaded()
	b.accessible("volume while the database cannot be written to")
	b.shot("volume-database-read-only")
	before := d.creations(vol.ID)
	for _, path := range []string{"/", "/volumes", "/snapshots", "/operations", "/audit"} {
		b.visit(path)
		b.sees(soon, "#problems .banner", "Snapdeck cannot write to its database since ")
		b.is("nothing can be sent on "+path, sendable+` === 0`)
	}
	b.visit(page)
	b.click("#create-button")
	b.fill("#name", "typed before")
	b.mark()

	readOnly("off")
	b.until(soon, "the banner goes away by itself", `!`+exists("#problems .banner"))
	b.until(soon, "the form can be sent", sendable+` > 0`)
	b.is("what was typed is there", `document.querySelector("#name").value === "typed before"`)
	b.notReloaded()
	b.send("#create button.primary")
	b.until(later, "the snapshot is there", rowAvailable("typed before"))
	if n := d.creations(vol.ID) - before; n != 1 {
		t.Errorf("IONOS Cloud was asked %d times, want once", n)
	}
	b.calm()
}

// TestDatabase_BackupWasRestored puts a backup in place in which a deletion is planned and a create
// waits. Every page says so until a person continues, with and without JavaScript.
func TestDatabase_BackupWasRestored(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"with JavaScript", "without JavaScript"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			sim, data := simulate(t, fast), t.TempDir()
			d := over(t, sim, watchful, "SNAPDECK_DATA="+data)
			b := open(t, d)
			b.logIn()
			doomed := b.make("staging-txl", "stage-tmp-01", "planned for deletion")
			b.make("staging-txl", "stage-tmp-01", "the other one")
			stuck, err := sim.Faults().Inject(ionossim.Fault{Kind: ionossim.StuckRunning, Method: "POST", Route: "*create-snapshot"})
			if err != nil {
				t.Fatal(err)
			}
			vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
			for _, name := range []string{"is being made", "waits"} {
				b.visit(page + "/create")
				b.fill("#name", name)
				b.send("form.form button.primary")
				b.sees(within, "#operations .op", name)
			}
			b.visit("/snapshots/" + doomed.ID + "/delete")
			b.send("button.danger")
			b.sees(soon, "#others .pill", "Planned")
			file := filepath.Join(t.TempDir(), "backup.sqlite")
			if err := store.Backup(t.Context(), filepath.Join(data, app.DatabaseFile), file); err != nil {
				t.Fatal(err)
			}
			sim.Faults().Clear(stuck)
			b.visit(page)
			b.until(later, "what waited is made", rowAvailable("waits"))
			d.stop()
			b.end()

			if _, err := store.Restore(t.Context(), filepath.Join(data, app.DatabaseFile), file); err != nil {
				t.Fatal(err)
			}
			d = over(t, sim, watchful, "SNAPDECK_DATA="+data)
			b = open(t, d)
			if !b.scripted() {
				b.withoutScript()
			}
			b.enter() // nobody waits until the notices are gone
			for _, path := range []string{"/", "/volumes", "/snapshots", page, "/operations", "/audit"} {
				b.visit(path)
				b.sees(within, "#notices", "The database went back to an earlier state at ")
				b.sees(soon, "#notices", "1 operation that had not begun was cancelled.")
				b.sees(soon, "#notices", "1 create waits until you continue")
			}
			b.visit("/operations")
			b.checked("operations after a backup was restored " + way)
			b.shot("operations-backup-restored")
			b.link("#list", "planned for deletion")
			b.sees(soon, "#operation", "Cancelled: a backup was restored")
			b.checked("operation that was cancelled since a backup was restored " + way)
			b.shot("operation-cancelled-backup-restored")

			b.visit(page)
			b.send("#notices form button")
			b.until(soon, "one is on the page where one was", `location.pathname === `+quote(page)+` && !`+exists("#notices .banner.warn"))
			b.until(later, "the create is found", `!`+exists("#operations .op .pill.busy")+` && `+rowAvailable("waits"))
			if n := len(d.marked(vol.ID, "waits")); n != 1 {
				t.Errorf("there are %d snapshots, want one", n)
			}
			if _, there := sim.Snapshot(doomed.ID); !there {
				t.Error("what was planned to be deleted is gone")
			}
			b.visit("/audit")
			b.sees(soon, "#list", "Continue all")
			b.sees(soon, "#list", "Backup restored")
			b.calm()
		})
	}
}

// marked are the snapshots of a volume with a name.
func (d *snapdeck) marked(volumeID, name string) []ionossim.Snapshot {
	var found []ionossim.Snapshot
	for _, s := range d.snapshotsOf(volumeID) {
		if s.Name == name {
			found = append(found, s)
		}
	}
	return found
}
