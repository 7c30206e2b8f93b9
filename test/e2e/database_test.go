package e2e

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"snapdeck/internal/store/postgrestest"
)

// sendable counts the enabled buttons that send a POST form.
const sendable = `[...document.querySelectorAll("form[method=post] button:not([type=button]):not(:disabled)")].filter(b => b.form.getAttribute("action") !== "/theme").length`

// While the database is read-only, an open page shows that and disables its forms by itself, and later works again
// with the typed text.
func TestDatabase_ReadOnly(t *testing.T) {
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
	b.waitFor(uiTimeout, "nothing can be sent", sendable+` === 0`)
	b.require("the button explains it", `document.querySelector("#create button.primary").title === "Snapdeck cannot write to its database."`)
	b.requireNoReload()
	b.requireNoViolations("volume while the database cannot be written to")
	b.screenshot("volume-database-read-only")
	readOnly("off")
	b.waitFor(uiTimeout, "the banner goes away by itself", `!`+exists("#problems .banner"))
	b.waitFor(uiTimeout, "the form can be sent", sendable+` > 0`)
	b.require("the typed text is kept", `document.querySelector("#name").value === "typed before"`)
	b.requireNoReload()
	b.send("#create button.primary")
	b.waitFor(cloudTimeout, "the snapshot is there", rowAvailable("typed before"))
	if n := d.creations(vol.ID); n != 1 {
		t.Errorf("IONOS Cloud was asked %d times, want once", n)
	}
	b.requireNoErrors()
}
