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

// act lets another client do something to the contract, at once.
func (d *snapdeck) act(t *testing.T, method, path, body string) {
	t.Helper()
	if status, answer := d.sim.Act("Terraform/1.11", method, path, body); status >= 300 {
		t.Fatalf("%s %s: status %d: %s", method, path, status, answer)
	}
}

// plan plans the deletion of a snapshot by its form, with the phrase if it asks for one.
func (b *tab) plan(s ionossim.Snapshot) {
	b.t.Helper()
	b.visit("/snapshots/" + s.ID + "/delete")
	if b.there("#phrase") {
		b.fill("#phrase", "delete the last one")
	}
	b.send("button.danger")
	b.sees(soon, "#others .pill", "Planned")
}

// prevented wants the deletion that a page shows to end with a cause, there and on the overview, and the
// form to be one click away.
func (b *tab) prevented(s ionossim.Snapshot, cause, word string) {
	b.t.Helper()
	b.send(`#others form[action$="/now"] button`)
	b.visit("/snapshots/" + s.ID)
	b.until(later, "it ends", exists(`#others .op[data-state="cancelled"][data-cause="`+cause+`"]`))
	b.sees(soon, "#others .pill.prevented", word)
	b.checked("a deletion that was prevented")
	b.visit("/")
	b.until(soon, "the overview lists it", exists(`#prevented li[data-cause="`+cause+`"]`))
	b.is("it did not fail", `!document.querySelector("#failed .op")`)
	b.checked("overview with what was prevented")
	b.shot("prevented-" + cause)
	b.send(`#prevented li[data-cause="` + cause + `"] a.button`)
	b.until(soon, "the form is shown", `location.pathname === "/snapshots/`+s.ID+`/delete"`)
	if _, there := b.to.sim.Snapshot(s.ID); !there {
		b.t.Error("the snapshot is gone")
	}
}

func TestADeletionThatALockPreventsSaysSo(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		s := b.make("staging-txl", "stage-tmp-01", "locked by others")
		b.plan(s)
		d.act(t, http.MethodPost, "/snapshots/"+s.ID+"/labels", `{"properties":{"key":"snapdeck-lock","value":"open"}}`)
		b.prevented(s, "locked", "Not deleted: locked")
		b.comesTo("/snapshots/"+s.ID+"/delete", "the form knows the lock", has("main", "A locked snapshot is not deleted"))
	})
}

func TestADeletionOfWhatBecameTheLastGoodOneIsConfirmedAgain(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		s, other := b.make("staging-txl", "stage-tmp-01", "one of two"), b.make("staging-txl", "stage-tmp-01", "two of two")
		b.visit("/snapshots/" + s.ID + "/delete")
		b.is("no phrase is asked for", `!`+exists("#phrase"))
		b.plan(s)
		d.act(t, http.MethodDelete, "/snapshots/"+other.ID, "")
		b.prevented(s, "last-good", "Not deleted: last good snapshot")
		b.comesTo("/snapshots/"+s.ID+"/delete", "the form asks for the phrase now", exists("#phrase"))
		b.fill("#phrase", "delete the last one")
		b.send("button.danger")
		b.sees(soon, "#others .pill", "Planned")
		b.send(`#others form[action$="/now"] button`)
		b.eventually("the snapshot is gone", func() bool { _, there := d.sim.Snapshot(s.ID); return !there })
	})
}

// TestADeletionOfWhatARestoreNeedsSaysSo records the restore as another replica would, after the deletion.
func TestADeletionOfWhatARestoreNeedsSaysSo(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
		s := b.make("staging-txl", "stage-tmp-01", "needed")
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
		b.until(soon, "the form refuses, and shows what needs it", exists(`main [data-error="in-use"] .op`))
		b.is("there is no button", `!`+exists("main button.danger"))
	})
}

func TestWhatWasCreatedTwiceIsNamedAndCanBeDeleted(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
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
		b.until(later, "the answer is lost", exists("#operations .op [data-arrives]"))
		b.sees(soon, "#operations .op", "may still receive the request until")
		b.checked("a call that may still arrive")
		b.shot("arrives")
		b.click("#operations .op [data-arrives] summary")
		b.send(`#operations form[action$="/send-again"] button`)
		b.visit(page)
		b.until(later, "it is there", rowAvailable("held"))
		d.sim.HandOn()
		for _, where := range []string{page, "/"} {
			b.visit(where)
			b.until(later, "it is said that there are two", exists("#twice [data-twice] a[data-surplus]"))
		}
		b.checked("what was created twice")
		b.shot("created-twice")
		b.send("#twice a[data-surplus]")
		b.until(soon, "the form is shown", `/^\/snapshots\/[^/]+\/delete$/.test(location.pathname)`)
		b.is("another good one remains", `!`+exists("#phrase"))
		b.send("button.danger")
		b.visit("/")
		b.until(soon, "it is on its way out", `!`+exists("#twice a[data-surplus]"))
		if n := len(d.snapshotsOf(vol.ID)); n != 2 {
			t.Errorf("there are %d snapshots, want 2 as long as it can be undone", n)
		}
	})
}

// TestARestoreIsTriedAgainByItsForm lets another client start the server, and confirms the steps again.
func TestARestoreIsTriedAgainByItsForm(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		vol, _ := d.volume(t, "staging-txl", "stage-db-01-data")
		s := b.make("staging-txl", "stage-db-01-data", "yesterday")
		if _, err := d.sim.WriteVolume(vol.ID); err != nil {
			t.Fatal(err)
		}
		d.inject(t, ionossim.Failed, http.MethodPost, "*"+vol.ID+"/restore-snapshot")
		b.visit("/snapshots/" + s.ID + "/restore?volume=" + vol.ID)
		b.fill("#phrase", "overwrite stage-db-01-data")
		b.send("#overwrite button.danger")
		b.until(later, "it fails", exists(`li.step[data-kind="restore-volume"][data-state="failed"]`))
		b.send(`li.step[data-kind="restore-volume"] a[data-review]`)
		b.until(soon, "the steps are listed", exists("#again ol li"))
		b.checked("form to try a restore again")
		b.shot("retry-form")
		b.fill("#phrase", "yes")
		b.send("#again button.danger")
		b.sees(soon, "#phrase-error", "not the phrase")
		b.fill("#phrase", "overwrite stage-db-01-data")
		b.send("#again button.danger")
		b.until(soon, "it is planned", `location.pathname.startsWith("/batches/")`)
		b.visit("/operations?q=" + vol.ID)
		b.until(soon, "it can be undone", exists(`#list form[action$="/cancel"]`)+` || `+has("#list", "Planned"))
		if v, _ := d.sim.Volume(vol.ID); v.Content == s.Content {
			t.Error("the volume was overwritten before the time for undoing it was over")
		}
	})
}
