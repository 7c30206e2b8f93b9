package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"snapdeck/internal/cloud/ionossim"
)

// make lets the simulated cloud hold a snapshot of a volume, made through the dashboard.
func (b *tab) make(datacenter, volume, name string) ionossim.Snapshot {
	b.t.Helper()
	vol, page := b.to.volume(b.t, datacenter, volume)
	b.visit(page + "/create")
	b.fill("#name", name)
	b.send("form.form button.primary")
	b.until(later, "the snapshot is there", rowAvailable(name))
	made := slices.DeleteFunc(b.to.snapshotsOf(vol.ID), func(s ionossim.Snapshot) bool { return s.Name != name })
	if len(made) != 1 {
		b.t.Fatalf("the cloud has %d snapshots of that name", len(made))
	}
	return made[0]
}

// eventually waits for something that the simulated cloud tells.
func (b *tab) eventually(what string, holds func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(later); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	b.t.Fatalf("not within %s: %s", later, what)
}

// checked wants a page to be accessible, where that can be looked into.
func (b *tab) checked(name string) {
	b.t.Helper()
	if b.scripted() {
		b.accessible(name)
	}
}

// scripted reports whether the test's pages may run scripts.
func (b *tab) scripted() bool { return !strings.Contains(b.t.Name(), "without") }

// eachWay runs a test with and without JavaScript. settings are further environment variables.
func eachWay(t *testing.T, test func(t *testing.T, d *snapdeck, b *tab), settings ...string) {
	t.Helper()
	for _, way := range []string{"with JavaScript", "without JavaScript"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			d := on(t, fast, append(settings, watchful)...)
			b := open(t, d)
			if way == "without JavaScript" {
				b.withoutScript()
			}
			b.logIn()
			test(t, d, b)
			b.calm("422", "409")
		})
	}
}

func TestASnapshotIsRenamedAndKeepsItsMarker(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		s := b.make("staging-txl", "stage-tmp-01", "before")
		now := func() ionossim.Snapshot { s, _ := d.sim.Snapshot(s.ID); return s }
		b.visit("/snapshots/" + s.ID)
		b.click("#rename summary")
		b.fill("#rename-name", "after")
		b.fill("#rename-text", "said why")
		b.send("#rename button.primary")
		b.until(later, "the page has the new name", `document.querySelector("h1")?.textContent === "after"`)
		b.until(later, "the change is over, so that what others do next is not taken for it", exists("#others .op.good"))
		if d := now().Description; !strings.HasPrefix(d, "said why\n[snapdeck op=") {
			t.Errorf("the description is %q", d)
		}
		b.visit("/snapshots/" + s.ID + "/edit")
		b.checked("edit form")
		b.shot("life-edit")
		change := now().Name
		b.fill("#name", "mine")
		if err := d.sim.RenameSnapshot(s.ID, "theirs", now().Description); err != nil {
			t.Fatal(err)
		}
		b.send("form.form button.primary")
		b.sees(later, "#conflicts", "theirs")
		b.sees(soon, "#conflicts", "mine")
		b.shot("life-conflict")
		if now().Name != "theirs" || change != "after" {
			t.Errorf("the snapshot is called %q", now().Name)
		}
		b.send("form.form button.primary")
		b.eventually("the second word counts", func() bool { return now().Name == "mine" })
	})
}

func TestLabelsAreAddedChangedAndRemoved(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		s := b.make("staging-txl", "stage-tmp-01", "kept")
		label := func(key string) string { s, _ := d.sim.Snapshot(s.ID); return s.Labels[key] }
		b.visit("/snapshots/" + s.ID)
		b.fill("#label-key", "team")
		b.fill("#label-value", "db")
		b.send("#actions form.row button")
		b.eventually("the label is there", func() bool { return label("team") == "db" })
		b.until(later, "the page shows it", exists(`input[name=value][aria-label="Value of team"]`))
		b.fill(`input[aria-label="Value of team"]`, "web")
		b.send(`form:has(input[aria-label="Value of team"]) button:not([name])`)
		b.eventually("the label is changed", func() bool { return label("team") == "web" })
		b.until(later, "the page shows the change", `document.querySelector('input[aria-label="Value of team"]')?.getAttribute("value") === "web"`)
		b.send(`form:has(input[aria-label="Value of team"]) button[name=remove]`)
		b.eventually("the label is gone", func() bool { return label("team") == "" })
		b.until(later, "the page shows that", `!`+exists(`input[aria-label="Value of team"]`))
		b.fill("#label-key", "snapdeck-volume")
		b.fill("#label-value", "forged")
		b.send("#actions form.row button")
		b.sees(soon, "[role=alert]", "Snapdeck’s own")
	})
}

func TestALockedSnapshotCannotBeDeletedUntilItIsUnlocked(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		s := b.make("staging-txl", "stage-tmp-01", "kept")
		b.visit("/snapshots/" + s.ID)
		b.click("#lock summary")
		b.fill("#lock-reason", "kept for the auditors")
		b.send("#lock button")
		b.sees(soon, "#actions .note", "kept for the auditors")
		b.eventually("the cloud has the label", func() bool { s, _ := d.sim.Snapshot(s.ID); return s.Labels["snapdeck-lock"] != "" })
		b.visit("/snapshots/" + s.ID + "/delete")
		b.sees(soon, "main", "A locked snapshot is not deleted")
		b.shot("life-locked")
		b.is("there is no button", `!`+exists("button.danger"))
		c := d.program(t)
		d.post(t, c, "/snapshots/"+s.ID+"/delete", map[string][]string{"key": {"by a program"}}, http.StatusConflict)
		b.visit("/snapshots/" + s.ID)
		b.click("#lock summary")
		b.send("#lock button")
		b.eventually("the label is gone", func() bool { s, _ := d.sim.Snapshot(s.ID); return s.Labels["snapdeck-lock"] == "" })
		b.until(later, "the page says so", `!document.querySelector("#actions .note.warn")`)
		b.visit("/audit")
		b.sees(soon, "#list", "Unlock snapshot")
	})
}

func TestADeletionCanBeUndoneAndIsCarriedOutWhenItIsHurried(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		s := b.make("staging-txl", "stage-tmp-01", "the only one")
		there := func() bool { _, there := d.sim.Snapshot(s.ID); return there }
		plan := func() {
			b.visit("/snapshots/" + s.ID + "/delete")
			b.sees(soon, "main", "last good snapshot")
			b.fill("#phrase", "Delete  the last one")
			b.send("button.danger")
			b.sees(soon, "#others .pill", "Planned")
		}
		b.visit("/snapshots/" + s.ID + "/delete")
		b.checked("deletion form")
		b.shot("life-delete")
		b.fill("#phrase", "something else")
		b.send("button.danger")
		b.sees(soon, "#phrase-error", "not the phrase")
		plan()
		b.shot("life-planned")
		b.checked("planned deletion")
		b.visit("/")
		b.sees(soon, "#planned", "the only one")
		b.send("#planned form button")
		b.until(soon, "it is undone", `!`+has("#planned", "the only one"))
		b.is("the page says so where it was clicked", exists(`#notice[data-notice="undone"]`)+` && location.pathname === "/"`)
		if !there() {
			t.Fatal("the snapshot is gone")
		}
		plan()
		b.send(`#others form[action$="/now"] button`)
		b.eventually("the snapshot is gone", func() bool { return !there() })
		b.visit("/operations")
		b.sees(later, "#list", "Deleted")
	})
}

func TestANewVolumeIsMadeFromASnapshotAndAttached(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		s := b.make("staging-txl", "stage-tmp-01", "source")
		b.visit("/snapshots/" + s.ID + "/restore")
		b.checked("restore page")
		b.shot("life-restore")
		server := get[string](b, `[...document.querySelector("#server").options].find((o) => o.text.includes("ci-runner-01")).value`)
		b.fill("#name", "twin")
		b.fill("#size", "1")
		b.click("#new button")
		b.is("the browser does not send a size that is too small", `document.querySelector("#size").matches(":invalid") && location.pathname.endsWith("/restore")`)
		b.fill("#size", fmt.Sprint(s.SizeGB+5))
		b.do(chromedp.SetValue(chromedp.CSS("#server"), server))
		b.send("#new button")
		b.until(soon, "the steps are shown", `location.pathname.startsWith("/batches/")`)
		b.sees(later, "#state", "All done")
		b.shot("life-volume-done")
		i := slices.IndexFunc(d.sim.Volumes(), func(v ionossim.Volume) bool { return v.Name == "twin" })
		if i < 0 {
			t.Fatal("there is no new volume")
		}
		if v := d.sim.Volumes()[i]; v.Content != s.Content || v.ServerID == "" || v.SizeGB != s.SizeGB+5 {
			t.Errorf("the new volume is %+v; the snapshot holds %s", v, s.Content)
		}
	})
}

func TestAVolumeIsOverwrittenAndRolledBack(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		vol, page := d.volume(t, "staging-txl", "stage-db-01-data")
		s := b.make("staging-txl", "stage-db-01-data", "yesterday")
		if _, err := d.sim.WriteVolume(vol.ID); err != nil {
			t.Fatal(err)
		}
		content := func() string { v, _ := d.sim.Volume(vol.ID); return v.Content }
		today := content()
		if today == s.Content {
			t.Fatal("the volume holds what the snapshot holds")
		}
		b.visit(page)
		b.link("main", "Restore")
		b.sees(soon, "#own-title", "Snapshots of this volume")
		b.checked("choice of what to restore from")
		b.click(fmt.Sprintf(`a[href^="/snapshots/%s/restore"]`, s.ID))
		b.until(soon, "the facts are shown", exists("#overwrite form"))
		b.checked("overwrite form")
		b.shot("life-overwrite")
		b.fill("#phrase", "overwrite stage-db-01-data")
		b.send("#overwrite button.danger")
		b.until(soon, "the steps are shown", `location.pathname.startsWith("/batches/")`)
		b.sees(later, "#state", "All done")
		b.shot("life-restored")
		if content() != s.Content {
			t.Errorf("the volume holds %s, want what the snapshot holds", content())
		}
		b.link("#progress", "Roll back to the safety snapshot")
		b.until(soon, "the facts are shown", exists("#overwrite form"))
		b.fill("#phrase", "overwrite stage-db-01-data")
		b.send("#overwrite button.danger")
		b.until(soon, "the steps are shown", `location.pathname.startsWith("/batches/")`)
		b.sees(later, "#state", "All done")
		if content() != today {
			t.Errorf("the volume holds %s, want what it held before", content())
		}
	})
}
