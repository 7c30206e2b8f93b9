package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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
			d := newAppOn(t, sim, pollEverySecond)
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

func (d *testApp) hasSnapshot(id string) bool { _, exists := d.sim.Snapshot(id); return exists }

// inject injects a fault once.
func (d *testApp) inject(t *testing.T, kind ionossim.FaultKind, method, route string) {
	t.Helper()
	f := ionossim.Fault{Kind: kind, Method: method, Route: route, Count: 1}
	if kind == ionossim.Unprocessable {
		f.Message = "[VDC-18-0] The snapshot is in use"
	}
	if _, err := d.sim.Faults().Inject(f); err != nil {
		t.Fatal(err)
	}
}

// screenshotBoth takes pictures of a page, dark on a phone and light in a wide window, and requires it to be
// accessible.
func (b *tab) screenshotBoth(name string) {
	b.t.Helper()
	if !b.hasScript() {
		return
	}
	b.size(390, 844)
	b.colours("dark")
	b.requireWellMade(name + "-390-dark")
	b.size(1440, 900)
	b.colours("light")
	b.requireWellMade(name + "-1440-light")
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

func TestBulkDelete_SkipsLocked(t *testing.T) {
	t.Parallel()
	withSnapshots(t, "old", []string{"stage-tmp-01", "stage-db-01-data", "stage-db-01-root", "stage-tmp-01", "stage-tmp-01", "stage-tmp-01"}, func(t *testing.T, d *testApp, b *tab, s []ionossim.Snapshot) {
		b.visit("/snapshots?q=old-")
		b.markRows(s[5])
		b.bulk("lock", "Lock 1 snapshot")
		b.fill("#reason", "for the auditors")
		b.send("form.form button.primary")
		b.eventually("the simulator has the label", func() bool { s, _ := d.sim.Snapshot(s[5].ID); return s.Labels["snapdeck-lock"] != "" })
		b.visit("/snapshots?q=old-")
		b.waitForText(uiTimeout, "#row-"+s[5].ID+" .pill", "Locked")
		b.screenshotBoth("snapshots-marked")
		b.selectAllMatching(s[0])
		b.bulk("delete", "Delete 5 snapshots")
		b.waitForText(uiTimeout, "#skipped-title", "Left out: 1 snapshot")
		b.waitForText(uiTimeout, "main", "Locked: for the auditors. It will not be deleted.")
		b.waitForText(uiTimeout, ".note.bad", "1 volume loses its last good snapshot") // a past request proves that another one of the other volume remains
		b.screenshotBoth("bulk-delete")
		b.fill("#phrase", "delete them")
		b.send("button.danger")
		b.waitForText(uiTimeout, "#phrase-error", "not the phrase")
		b.fill("#phrase", "delete 5 snapshots")
		b.send("button.danger")
		batch := b.waitForBatch()
		b.waitForText(uiTimeout, "#state", "Planned")
		b.screenshotBoth("bulk-delete-planned")
		b.send(`#progress form[action$="/cancel"] button`)
		b.waitForText(uiTimeout, "#state", "Nothing deleted")
		b.visit("/snapshots?q=old-")
		b.selectAllMatching(s[0])
		b.bulk("delete", "Delete 5 snapshots")
		b.fill("#phrase", "delete 5 snapshots")
		b.send("button.danger")
		if again := b.waitForBatch(); again == batch {
			t.Fatal("what was undone was planned again under the same name")
		}
		batch = b.path()
		b.visit("/")
		b.waitForText(uiTimeout, "#attention [data-attention=planned]", "5 snapshots")
		b.screenshotBoth("overview-planned")
		b.visit("/snapshots?kept=planned")
		b.require("they are all listed", `document.querySelectorAll("#list tbody tr").length === 5`)
		b.send("#row-" + s[4].ID + " form button")
		b.waitFor(uiTimeout, "one is undone", `document.querySelectorAll("#list tbody tr").length === 4`)

		c := d.loggedInClient(t)
		d.post(t, c, "/snapshots/"+s[0].ID+"/lock", url.Values{"reason": {"needed after all"}}, http.StatusSeeOther)
		d.inject(t, ionossim.Unprocessable, "DELETE", "*/snapshots/"+s[1].ID)
		d.inject(t, ionossim.GatewayTimeoutAfter, "DELETE", "*/snapshots/"+s[2].ID)
		if err := d.sim.RemoveSnapshot(s[3].ID); err != nil {
			t.Fatal(err)
		}
		d.inject(t, ionossim.TooManyRequests, "DELETE", "*/snapshots/"+s[3].ID)
		for _, op := range strings.Split(d.page(t, c, batch+"?only=waiting"), `id="op-`)[1:] {
			id, _, _ := strings.Cut(op, `"`)
			d.post(t, c, "/operations/"+id+"/now", nil, http.StatusSeeOther)
		}
		b.visit(batch)
		b.waitForText(cloudTimeout, "#state", "Partly deleted")
		for _, count := range []string{"2 deleted", "1 not carried out", "1 failed", "1 cancelled"} {
			b.waitForText(cloudTimeout, "#progress .shares", count)
		}
		b.waitForText(uiTimeout, "#list .reason", "The snapshot is locked: needed after all")
		b.waitForText(uiTimeout, "#list .reason", "A volume is being created from the snapshot")
		b.screenshotBoth("bulk-deleted")
		b.send(`#progress form[action$="/retry"] button`)
		b.waitForText(uiTimeout, "h1", "Delete 1 snapshot")
		if b.there("#phrase") {
			b.fill("#phrase", "delete the last one")
		}
		b.send("button.danger")
		b.waitFor(uiTimeout, "the deletion is planned", exists(`form[action$="/now"] button`))
		b.send(`form[action$="/now"] button`)
		b.eventually("the snapshot is gone", func() bool { return !d.hasSnapshot(s[1].ID) })
		if !d.hasSnapshot(s[0].ID) || d.hasSnapshot(s[1].ID) || d.hasSnapshot(s[2].ID) || !d.hasSnapshot(s[4].ID) || !d.hasSnapshot(s[5].ID) {
			t.Error("other snapshots are gone than those that were to be deleted")
		}
		b.visit("/audit?action=delete-snapshot")
		b.waitForText(uiTimeout, "#list", "old-2")
	})
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

func TestBulkRename_Template(t *testing.T) {
	t.Parallel()
	withSnapshots(t, "plain", []string{"stage-tmp-01", "stage-db-01-data", "stage-db-01-root", "stage-tmp-01"}, func(t *testing.T, d *testApp, b *tab, s []ionossim.Snapshot) {
		b.visit("/snapshots?q=plain-")
		b.selectAllMatching(s[0])
		b.bulk("rename", "Rename 4 snapshots")
		b.fill("#name", "{volume} {colour}")
		b.preview()
		b.waitForText(uiTimeout, "#name-error", "There is no variable {colour}.")
		b.fill("#name", "{volume} kept")
		b.preview()
		b.waitForText(uiTimeout, ".warn-text", "2 of them have this name then")
		b.do(chromedp.SetValue(chromedp.CSS("#name"), "{volume} "+strings.Repeat("x", 246)))
		b.preview()
		b.waitForText(uiTimeout, ".bad-text", "at most 255 are allowed")
		b.fill("#name", "{volume} kept {n}")
		b.preview()
		b.waitForText(uiTimeout, "td.effect", "stage-db-01-data kept 1")
		b.click("#describe")
		b.fill("#description", "was {name}")
		b.preview()
		b.waitForText(uiTimeout, "td.effect", "was plain-1")
		b.screenshotBoth("bulk-rename")
		d.inject(t, ionossim.Unprocessable, "PATCH", "*/snapshots/"+s[1].ID)
		d.inject(t, ionossim.GatewayTimeoutAfter, "PATCH", "*/snapshots/"+s[2].ID)
		b.send("form.form button.primary")
		b.waitForBatch()
		b.waitForText(cloudTimeout, "#state", "Partly done")
		b.waitForText(cloudTimeout, "#progress .shares", "3 changed")
		b.waitForText(uiTimeout, "#progress .shares", "1 failed")
		b.send(`#progress form[action$="/retry"] button`)
		b.waitForText(cloudTimeout, "#state", "All done")
		for i, want := range []string{"stage-tmp-01 kept 3", "stage-db-01-data kept 1", "stage-db-01-root kept 2", "stage-tmp-01 kept 4"} {
			now, _ := d.sim.Snapshot(s[i].ID)
			if text, _, marked := inventory.CutMarker(now.Description); now.Name != want || !marked || text != fmt.Sprint("was plain-", i+1) {
				t.Errorf("it is called %q and described %q", now.Name, now.Description)
			}
		}
	})
}

func TestBulkLabelAndLock_Snapshots(t *testing.T) {
	t.Parallel()
	withSnapshots(t, "mixed", []string{"stage-tmp-01", "stage-db-01-data", "stage-db-01-root"}, func(t *testing.T, d *testApp, b *tab, s []ionossim.Snapshot) {
		label := func(i int, key string) string { s, _ := d.sim.Snapshot(s[i].ID); return s.Labels[key] }
		_, page := d.volume(t, "staging-txl", "stage-tmp-01")
		b.visit(page)
		b.markRows(s[0])
		if b.hasScript() { // the selection is kept from page to page
			b.visit("/snapshots?q=mixed-2")
			b.waitForText(uiTimeout, "[data-selected-count]", "1 snapshot selected, 1 of them not on this page.")
		} else {
			b.visit("/snapshots?q=mixed-")
			b.markRows(s[0])
		}
		b.markRows(s[1])
		b.bulk("label", "Label 2 snapshots")
		b.fill("#label", "snapdeck-volume")
		b.fill("#value", "forged")
		b.preview()
		b.waitForText(uiTimeout, "#label-error", "Snapdeck’s own")
		b.fill("#label", "team")
		b.fill("#value", "db")
		b.preview()
		b.waitForText(uiTimeout, "td.effect", "adds team=db")
		b.screenshotBoth("bulk-label")
		b.send("form.form .buttons button.primary:not([formaction])")
		b.waitForBatch()
		b.waitForText(cloudTimeout, "#state", "All done")
		if label(0, "team") != "db" || label(1, "team") != "db" || label(2, "team") != "" {
			t.Error("other snapshots carry the label than those that were to")
		}
		b.visit("/snapshots?q=mixed-")
		b.selectAllMatching(s[0])
		b.bulk("label", "Label 3 snapshots")
		b.click("#remove-0")
		b.preview()
		b.waitForText(uiTimeout, "td.effect", "removes team=db")
		b.waitForText(uiTimeout, "td.effect", "no change")
		b.send("form.form .buttons button.primary:not([formaction])")
		b.waitForBatch()
		b.waitForText(cloudTimeout, "#state", "All done")

		b.visit("/snapshots?q=mixed-")
		b.selectAllMatching(s[0])
		b.bulk("lock", "Lock 3 snapshots")
		b.fill("#reason", "until the move")
		b.screenshotBoth("bulk-lock")
		b.send("form.form button.primary")
		b.waitForBatch()
		b.waitForText(cloudTimeout, "#state", "All done")
		b.visit("/snapshots?kept=locked")
		b.waitForText(uiTimeout, "#row-"+s[2].ID, "Locked")
		b.selectAllMatching(s[0])
		b.bulk("lock", "Lock 0 snapshots")
		b.waitForText(uiTimeout, "main", "Locked: until the move. It stays so.")
		b.visit("/snapshots?kept=locked")
		b.selectAllMatching(s[0])
		b.bulk("unlock", "Unlock 3 snapshots")
		b.screenshotBoth("bulk-unlock")
		b.send("form.form button.primary")
		b.waitForBatch()
		b.eventually("no label is left", func() bool {
			return label(0, "snapdeck-lock")+label(1, "snapdeck-lock")+label(2, "snapdeck-lock") == ""
		})
		b.visit("/audit?action=unlock-snapshot")
		b.waitForText(uiTimeout, "#list", "mixed-3")
	})
}

func TestBulkForm_ResentIsOneBatch(t *testing.T) {
	t.Parallel()
	sim := simulate(t, fastSpeed)
	s := addSnapshots(t, sim, "twice", "stage-tmp-01", "stage-tmp-01", "stage-db-01-data")
	d := newAppOn(t, sim)
	c := d.loggedInClient(t)
	waitForTime(t, cloudTimeout, func() bool { return strings.Contains(d.page(t, c, "/snapshots?q=twice"), `id="row-`+s[2].ID) })
	form := url.Values{"snap": {s[0].ID, s[1].ID, "nobody"}}
	review := d.review(t, c, "delete", form)
	if !strings.Contains(review, "It does not exist any more.") {
		t.Error("the review does not say what is not there")
	}
	form = url.Values{"snap": {s[0].ID, s[1].ID}, "key": {"one form"}, "seen": {between(review, `name="seen" value="`, `"`)}, "phrase": {"delete 2 snapshots"}}
	first := d.post(t, c, "/bulk/snapshots/delete/record", form, http.StatusSeeOther).Get("Location")
	if again := earlier(t, d.post(t, c, "/bulk/snapshots/delete/record", form, http.StatusSeeOther).Get("Location")); again != first {
		t.Errorf("the same form leads to %s and then to %s", first, again)
	}
	form.Set("key", "another form")
	d.post(t, c, "/bulk/snapshots/delete/record", form, http.StatusConflict)
	form = url.Values{"snap": {s[2].ID}, "key": {"unseen"}, "phrase": {"delete the last one"}}
	d.post(t, c, "/bulk/snapshots/delete/record", form, http.StatusConflict)
	if review := d.review(t, c, "delete", url.Values{"snap": {s[0].ID}}); !strings.Contains(review, "Its deletion is planned already") {
		t.Error("the review does not say that the deletion is planned")
	}
}

func (d *testApp) review(t *testing.T, c *http.Client, action string, form url.Values) string {
	t.Helper()
	answer, err := c.PostForm(d.url+"/bulk/snapshots/"+action, form)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, answer)
}

// between is the part of a text between two others.
func between(text, before, after string) string {
	_, text, _ = strings.Cut(text, before)
	text, _, _ = strings.Cut(text, after)
	return text
}
