package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

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

func TestDelete_UndoAndStartNow(t *testing.T) {
	t.Parallel()
	withSnapshots(t, "only", []string{"stage-tmp-01"}, func(t *testing.T, d *testApp, b *tab, made []ionossim.Snapshot) {
		s := made[0]
		there := func() bool { _, exists := d.sim.Snapshot(s.ID); return exists }
		plan := func() {
			b.visit("/snapshots/" + s.ID + "/delete")
			b.fill("#phrase", "Delete  the last one")
			b.send("button.danger")
			b.waitForText(uiTimeout, "#others .pill", "Planned")
		}
		b.visit("/snapshots/" + s.ID + "/delete")
		b.requireAccessible("deletion form")
		b.screenshot("life-delete")
		b.fill("#phrase", "something else")
		b.send("button.danger")
		b.waitFor(uiTimeout, "the phrase is wrong", exists("#phrase-error"))
		plan()
		b.screenshot("life-planned")
		b.requireAccessible("planned deletion")
		b.visit("/")
		b.waitForText(uiTimeout, "#attention [data-attention=planned]", s.Name)
		b.send("#attention [data-attention=planned] form button")
		b.waitFor(uiTimeout, "it is undone", `!`+exists("#attention [data-attention=planned]"))
		b.require("the page shows it where it was clicked", exists(`#notice[data-notice="undone"]`)+` && location.pathname === "/"`)
		if !there() {
			t.Fatal("the snapshot is gone")
		}
		if b.hasScript() {
			plan()
			b.requirePrevented(s)
		}
		plan()
		b.send(`#others form[action$="/now"] button`)
		b.eventually("the snapshot is gone", func() bool { return !there() })
	})
}

// requirePrevented locks a snapshot as another client, and starts its planned deletion: the page and the overview give
// the reason, and lead back to the form.
func (b *tab) requirePrevented(s ionossim.Snapshot) {
	b.t.Helper()
	b.act(http.MethodPost, "/snapshots/"+s.ID+"/labels", `{"properties":{"key":"snapdeck-lock","value":"open"}}`)
	b.send(`#others form[action$="/now"] button`)
	b.visit("/snapshots/" + s.ID)
	b.waitFor(cloudTimeout, "it ends", exists(`#others .op[data-state="cancelled"][data-cause="locked"] .pill.prevented`))
	b.requireAccessible("a deletion that was prevented")
	b.visit("/")
	const line = `#attention li[data-attention="prevented"][data-cause="locked"]`
	b.waitFor(uiTimeout, "the overview lists it", exists(line))
	b.require("it did not fail", `!`+exists("#attention li[data-attention=failed]"))
	b.requireAccessible("overview with the prevented operation")
	b.screenshot("prevented")
	b.send(line + " a.button")
	b.waitFor(uiTimeout, "the form is shown", `location.pathname === "/snapshots/`+s.ID+`/delete"`)
	b.visitUntil(b.path(), "the form knows the lock", exists("[data-error=locked]"))
	b.act(http.MethodDelete, "/snapshots/"+s.ID+"/labels/snapdeck-lock", "")
	b.visitUntil(b.path(), "the form knows that it is over", exists("button.danger"))
}

// act makes another client's call, which takes effect at once.
func (b *tab) act(method, path, body string) {
	b.t.Helper()
	if status, response := b.app.sim.Act("Terraform/1.11", method, path, body); status >= 300 {
		b.t.Fatalf("%s %s: status %d: %s", method, path, status, response)
	}
}

// With scripts, TestRestore_FailureAndRollBackByKeyboard overwrites a volume.
func TestOverwrite_WithoutJavaScript(t *testing.T) {
	t.Parallel()
	sim := simulate(t, fastSpeed)
	s := addSnapshots(t, sim, "yesterday", "stage-db-01-data")[0]
	if _, err := sim.WriteVolume(s.SourceVolumeID); err != nil {
		t.Fatal(err)
	}
	d := newAppOn(t, sim, pollEverySecond)
	_, page := d.volume(t, "staging-txl", "stage-db-01-data")
	b := open(t, d)
	b.withoutScript()
	b.logIn()
	b.visit(page + "/restore")
	b.click(fmt.Sprintf(`a[href^="/snapshots/%s/restore"]`, s.ID))
	b.waitFor(uiTimeout, "the facts are shown", exists("#overwrite form"))
	b.fill("#phrase", "overwrite stage-db-01-data")
	b.send("#overwrite button.danger")
	b.waitFor(uiTimeout, "the steps are shown", `location.pathname.startsWith("/batches/") && `+exists("#list .step"))
	b.waitFor(cloudTimeout, "the page renews itself until all are done", `[...document.querySelectorAll("#list .step")].every((e) => e.dataset.state === "done")`)
	if v, _ := sim.Volume(s.SourceVolumeID); v.Content != s.Content {
		t.Errorf("the volume holds %s, want what the snapshot holds", v.Content)
	}
	b.requireNoErrors()
}
