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

// createSnapshot adds a snapshot of a volume, created through the dashboard.
func (b *tab) createSnapshot(datacenter, volume, name string) ionossim.Snapshot {
	b.t.Helper()
	vol, page := b.app.volume(b.t, datacenter, volume)
	b.visit(page + "/create")
	b.fill("#name", name)
	b.send("form.form button.primary")
	b.waitFor(cloudTimeout, "the snapshot is there", rowAvailable(name))
	made := slices.DeleteFunc(b.app.snapshotsOf(vol.ID), func(s ionossim.Snapshot) bool { return s.Name != name })
	if len(made) != 1 {
		b.t.Fatalf("the simulator has %d snapshots of that name", len(made))
	}
	return made[0]
}

// eventually waits for a condition in the simulator.
func (b *tab) eventually(what string, holds func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(cloudTimeout); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	b.t.Fatalf("not within %s: %s", cloudTimeout, what)
}

// requireAccessible requires a page to be accessible, if scripts may run.
func (b *tab) requireAccessible(name string) {
	b.t.Helper()
	if b.hasScript() {
		b.requireNoViolations(name)
	}
}

// hasScript reports whether the test's pages may run scripts.
func (b *tab) hasScript() bool { return !strings.Contains(b.t.Name(), "without") }

// withAndWithoutScript runs a test with and without JavaScript. settings are further environment variables.
func withAndWithoutScript(t *testing.T, test func(t *testing.T, d *testApp, b *tab), settings ...string) {
	t.Helper()
	for _, way := range []string{"with JavaScript", "without JavaScript"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			d := newApp(t, fastSpeed, append(settings, pollEverySecond)...)
			b := open(t, d)
			if way == "without JavaScript" {
				b.withoutScript()
			}
			b.logIn()
			test(t, d, b)
			b.requireNoErrors("422", "409")
		})
	}
}

func TestEdit_RenameKeepsMarker(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		s := b.createSnapshot("staging-txl", "stage-tmp-01", "before")
		now := func() ionossim.Snapshot { s, _ := d.sim.Snapshot(s.ID); return s }
		b.visit("/snapshots/" + s.ID)
		b.click("#rename summary")
		b.fill("#rename-name", "after")
		b.fill("#rename-text", "said why")
		b.send("#rename button.primary")
		b.waitFor(cloudTimeout, "the page has the new name", `document.querySelector("h1")?.textContent === "after"`)
		b.waitFor(cloudTimeout, "the change is over, so that what others do next is not taken for it", `!`+exists("#others .op"))
		if d := now().Description; !strings.HasPrefix(d, "said why\n[snapdeck op=") {
			t.Errorf("the description is %q", d)
		}
		b.visit("/snapshots/" + s.ID + "/edit")
		b.requireAccessible("edit form")
		b.screenshot("life-edit")
		change := now().Name
		b.fill("#name", "mine")
		if err := d.sim.RenameSnapshot(s.ID, "theirs", now().Description); err != nil {
			t.Fatal(err)
		}
		b.send("form.form button.primary")
		b.waitForText(cloudTimeout, "#conflicts", "theirs")
		b.waitForText(uiTimeout, "#conflicts", "mine")
		b.screenshot("life-conflict")
		if now().Name != "theirs" || change != "after" {
			t.Errorf("the snapshot is called %q", now().Name)
		}
		b.send("form.form button.primary")
		b.eventually("the second word counts", func() bool { return now().Name == "mine" })
	})
}

func TestLabels_AddChangeRemove(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		s := b.createSnapshot("staging-txl", "stage-tmp-01", "kept")
		label := func(key string) string { s, _ := d.sim.Snapshot(s.ID); return s.Labels[key] }
		b.visit("/snapshots/" + s.ID)
		b.fill("#label-key", "team")
		b.fill("#label-value", "db")
		b.send("#actions form.row button")
		b.eventually("the label is there", func() bool { return label("team") == "db" })
		b.waitFor(cloudTimeout, "the page shows it", exists(`input[name=value][aria-label="Value of team"]`))
		b.fill(`input[aria-label="Value of team"]`, "web")
		b.send(`form:has(input[aria-label="Value of team"]) button:not([name])`)
		b.eventually("the label is changed", func() bool { return label("team") == "web" })
		b.waitFor(cloudTimeout, "the page shows the change", `document.querySelector('input[aria-label="Value of team"]')?.getAttribute("value") === "web"`)
		b.send(`form:has(input[aria-label="Value of team"]) button[name=remove]`)
		b.eventually("the label is gone", func() bool { return label("team") == "" })
		b.waitFor(cloudTimeout, "the page shows that", `!`+exists(`input[aria-label="Value of team"]`))
		b.fill("#label-key", "snapdeck-volume")
		b.fill("#label-value", "forged")
		b.send("#actions form.row button")
		b.waitForText(uiTimeout, "[role=alert]", "Snapdeck’s own")
	})
}

func TestLock_BlocksDeletion(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		s := b.createSnapshot("staging-txl", "stage-tmp-01", "kept")
		b.visit("/snapshots/" + s.ID)
		b.click("#lock summary")
		b.fill("#lock-reason", "kept for the auditors")
		b.send("#lock button")
		b.waitForText(uiTimeout, "#delete-locked .note", "kept for the auditors")
		b.eventually("the simulator has the label", func() bool { s, _ := d.sim.Snapshot(s.ID); return s.Labels["snapdeck-lock"] != "" })
		b.visit("/snapshots/" + s.ID + "/delete")
		b.waitFor(uiTimeout, "the page says that it is locked", exists("[data-error=locked]"))
		b.screenshot("life-locked")
		b.require("there is no button", `!`+exists("button.danger"))
		c := d.loggedInClient(t)
		d.post(t, c, "/snapshots/"+s.ID+"/delete", map[string][]string{"key": {"by a program"}}, http.StatusConflict)
		b.visit("/snapshots/" + s.ID)
		b.click("#lock summary")
		b.send("#lock button")
		b.eventually("the label is gone", func() bool { s, _ := d.sim.Snapshot(s.ID); return s.Labels["snapdeck-lock"] == "" })
		b.waitFor(cloudTimeout, "the page shows it", `!document.querySelector("#delete-locked")`)
		b.visit("/audit")
		b.waitForText(uiTimeout, "#list", "Unlock snapshot")
	})
}

func TestDelete_UndoAndStartNow(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		s := b.createSnapshot("staging-txl", "stage-tmp-01", "the only one")
		there := func() bool { _, exists := d.sim.Snapshot(s.ID); return exists }
		plan := func() {
			b.visit("/snapshots/" + s.ID + "/delete")
			b.waitForText(uiTimeout, "main", "last good snapshot")
			b.fill("#phrase", "Delete  the last one")
			b.send("button.danger")
			b.waitForText(uiTimeout, "#others .pill", "Planned")
		}
		b.visit("/snapshots/" + s.ID + "/delete")
		b.requireAccessible("deletion form")
		b.screenshot("life-delete")
		b.fill("#phrase", "something else")
		b.send("button.danger")
		b.waitForText(uiTimeout, "#phrase-error", "not the phrase")
		plan()
		b.screenshot("life-planned")
		b.requireAccessible("planned deletion")
		b.visit("/")
		b.waitForText(uiTimeout, "#attention [data-attention=planned]", "the only one")
		b.send("#attention [data-attention=planned] form button")
		b.waitFor(uiTimeout, "it is undone", `!`+has("#attention [data-attention=planned]", "the only one"))
		b.require("the page shows it where it was clicked", exists(`#notice[data-notice="undone"]`)+` && location.pathname === "/"`)
		if !there() {
			t.Fatal("the snapshot is gone")
		}
		plan()
		b.send(`#others form[action$="/now"] button`)
		b.eventually("the snapshot is gone", func() bool { return !there() })
		b.visit("/operations")
		b.waitForText(cloudTimeout, "#list", "Deleted")
	})
}

func TestCreateVolume_FromSnapshotAttached(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		s := b.createSnapshot("staging-txl", "stage-tmp-01", "source")
		b.visit("/snapshots/" + s.ID + "/restore")
		b.requireAccessible("restore page")
		b.screenshot("life-restore")
		server := get[string](b, `[...document.querySelector("#server").options].find((o) => o.text.includes("ci-runner-01")).value`)
		b.fill("#name", "twin")
		b.fill("#size", "1")
		b.click("#new button")
		b.require("the browser does not send a size that is too small", `document.querySelector("#size").matches(":invalid") && location.pathname.endsWith("/restore")`)
		b.fill("#size", fmt.Sprint(s.SizeGB+5))
		b.do(chromedp.SetValue(chromedp.CSS("#server"), server))
		b.send("#new button")
		b.waitFor(uiTimeout, "the steps are shown", `location.pathname.startsWith("/batches/")`)
		b.waitForText(cloudTimeout, "#state", "All done")
		b.screenshot("life-volume-done")
		i := slices.IndexFunc(d.sim.Volumes(), func(v ionossim.Volume) bool { return v.Name == "twin" })
		if i < 0 {
			t.Fatal("there is no new volume")
		}
		if v := d.sim.Volumes()[i]; v.Content != s.Content || v.ServerID == "" || v.SizeGB != s.SizeGB+5 {
			t.Errorf("the new volume is %+v; the snapshot holds %s", v, s.Content)
		}
	})
}

func TestOverwrite_AndRollBack(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		vol, page := d.volume(t, "staging-txl", "stage-db-01-data")
		s := b.createSnapshot("staging-txl", "stage-db-01-data", "yesterday")
		if _, err := d.sim.WriteVolume(vol.ID); err != nil {
			t.Fatal(err)
		}
		content := func() string { v, _ := d.sim.Volume(vol.ID); return v.Content }
		today := content()
		if today == s.Content {
			t.Fatal("the volume holds what the snapshot holds")
		}
		b.visit(page)
		b.link("main", "Snapshots of other volumes that fit")
		b.waitFor(uiTimeout, "the snapshots of the volume are listed", exists("#own-title"))
		b.requireAccessible("choice of what to restore from")
		b.click(fmt.Sprintf(`a[href^="/snapshots/%s/restore"]`, s.ID))
		b.waitFor(uiTimeout, "the facts are shown", exists("#overwrite form"))
		b.requireAccessible("overwrite form")
		b.screenshot("life-overwrite")
		b.fill("#phrase", "overwrite stage-db-01-data")
		b.send("#overwrite button.danger")
		b.waitFor(uiTimeout, "the steps are shown", `location.pathname.startsWith("/batches/")`)
		b.waitForText(cloudTimeout, "#state", "All done")
		b.screenshot("life-restored")
		if content() != s.Content {
			t.Errorf("the volume holds %s, want what the snapshot holds", content())
		}
		b.link("#progress", "Roll back to the safety snapshot")
		b.waitFor(uiTimeout, "the facts are shown", exists("#overwrite form"))
		b.fill("#phrase", "overwrite stage-db-01-data")
		b.send("#overwrite button.danger")
		b.waitFor(uiTimeout, "the steps are shown", `location.pathname.startsWith("/batches/")`)
		b.waitForText(cloudTimeout, "#state", "All done")
		if content() != today {
			t.Errorf("the volume holds %s, want what it held before", content())
		}
	})
}
