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

// several lets a cloud hold snapshots of volumes, by their names, as if Snapdeck had made them
// at an earlier time.
func several(t *testing.T, sim *ionossim.Sim, name string, volumes ...string) []ionossim.Snapshot {
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

// withSeveral runs a test with and without JavaScript where the cloud holds snapshots of volumes.
func withSeveral(t *testing.T, name string, volumes []string, test func(t *testing.T, d *snapdeck, b *tab, s []ionossim.Snapshot)) {
	t.Helper()
	for _, way := range []string{"with JavaScript", "without JavaScript"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			sim := simulate(t, fast)
			s := several(t, sim, name, volumes...)
			d := over(t, sim, watchful)
			b := open(t, d)
			if way == "without JavaScript" {
				b.withoutScript()
			}
			b.logIn()
			test(t, d, b, s)
			b.calm("422", "409")
		})
	}
}

func (d *snapdeck) there(id string) bool { _, there := d.sim.Snapshot(id); return there }

// inject makes the cloud misbehave once.
func (d *snapdeck) inject(t *testing.T, kind ionossim.FaultKind, method, route string) {
	t.Helper()
	f := ionossim.Fault{Kind: kind, Method: method, Route: route, Count: 1}
	if kind == ionossim.Unprocessable {
		f.Message = "[VDC-18-0] The snapshot is in use"
	}
	if _, err := d.sim.Faults().Inject(f); err != nil {
		t.Fatal(err)
	}
}

// looked takes pictures of a page, dark on a phone and light in a wide window, and wants it
// accessible.
func (b *tab) looked(name string) {
	b.t.Helper()
	if !b.scripted() {
		return
	}
	b.size(390, 844)
	b.colours("dark")
	b.wellMade(name + "-390-dark")
	b.size(1440, 900)
	b.colours("light")
	b.wellMade(name + "-1440-light")
}

// markRows marks snapshots of the list that is shown.
func (b *tab) markRows(snapshots ...ionossim.Snapshot) {
	b.t.Helper()
	for _, s := range snapshots {
		b.click("#row-" + s.ID + " td.select label")
	}
}

// bulk presses a button of the selection bar and waits for the review.
func (b *tab) bulk(deed, title string) {
	b.t.Helper()
	b.send(`#selection button[formaction$="/` + deed + `"]`)
	b.until(soon, "the review is shown", has("h1", title))
}

// preview shows the review once more.
func (b *tab) preview() {
	b.t.Helper()
	b.send("form.form .buttons button[formaction]")
}

// recorded waits until a batch is shown.
func (b *tab) recorded() string {
	b.t.Helper()
	b.until(soon, "the batch is shown", `location.pathname.startsWith("/batches/")`)
	return b.path()
}

func TestManySnapshotsAreDeletedTogetherAndWhatIsLockedIsKept(t *testing.T) {
	t.Parallel()
	withSeveral(t, "old", []string{"stage-tmp-01", "stage-db-01-data", "stage-db-01-root", "stage-tmp-01", "stage-tmp-01", "stage-tmp-01"}, func(t *testing.T, d *snapdeck, b *tab, s []ionossim.Snapshot) {
		b.visit("/snapshots?q=old-")
		b.markRows(s[5])
		b.bulk("lock", "Lock 1 snapshot")
		b.fill("#reason", "for the auditors")
		b.send("form.form button.primary")
		b.eventually("the cloud has the label", func() bool { s, _ := d.sim.Snapshot(s[5].ID); return s.Labels["snapdeck-lock"] != "" })
		b.visit("/snapshots?q=old-")
		b.sees(soon, "#row-"+s[5].ID+" .pill", "Locked")
		b.looked("snapshots-marked")
		b.click("#selection label.all")
		b.bulk("delete", "Delete 5 snapshots")
		b.sees(soon, "#skipped-title", "Left out: 1 snapshot")
		b.sees(soon, "main", "Locked: for the auditors. It is kept.")
		b.sees(soon, ".note.bad", "1 volume loses its last good snapshot") // of the other one a request of the past proves that one remains
		b.looked("bulk-delete")
		b.fill("#phrase", "delete them")
		b.send("button.danger")
		b.sees(soon, "#phrase-error", "not the phrase")
		b.fill("#phrase", "delete 5 snapshots")
		b.send("button.danger")
		batch := b.recorded()
		b.sees(soon, "#state", "Planned")
		b.looked("bulk-delete-planned")
		b.send(`#progress form[action$="/cancel"] button`)
		b.sees(soon, "#state", "Nothing deleted")
		b.visit("/snapshots?q=old-")
		b.click("#selection label.all")
		b.bulk("delete", "Delete 5 snapshots")
		b.fill("#phrase", "delete 5 snapshots")
		b.send("button.danger")
		if again := b.recorded(); again == batch {
			t.Fatal("what was undone was planned again under the same name")
		}
		batch = b.path()
		b.visit("/")
		b.sees(soon, "#planned", "5 snapshots")
		b.looked("overview-planned")
		b.visit("/snapshots?kept=planned")
		b.is("they are all listed", `document.querySelectorAll("#list tbody tr").length === 5`)
		b.send("#row-" + s[4].ID + " form button")
		b.until(soon, "one is undone", `document.querySelectorAll("#list tbody tr").length === 4`)

		c := d.program(t)
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
		b.sees(later, "#state", "Partly deleted")
		for _, count := range []string{"2 deleted", "1 not carried out", "1 failed", "1 cancelled"} {
			b.sees(later, "#progress .shares", count)
		}
		b.sees(soon, "#list .reason", "The snapshot is locked: needed after all")
		b.sees(soon, "#list .reason", "A volume is being made from the snapshot")
		b.looked("bulk-deleted")
		b.send(`#progress form[action$="/retry"] button`)
		b.sees(soon, "h1", "Delete 1 snapshot")
		if b.there("#phrase") {
			b.fill("#phrase", "delete the last one")
		}
		b.send("button.danger")
		b.until(soon, "the deletion is planned", exists(`form[action$="/now"] button`))
		b.send(`form[action$="/now"] button`)
		b.eventually("the snapshot is gone", func() bool { return !d.there(s[1].ID) })
		if !d.there(s[0].ID) || d.there(s[1].ID) || d.there(s[2].ID) || !d.there(s[4].ID) || !d.there(s[5].ID) {
			t.Error("other snapshots are gone than those that were to be deleted")
		}
		b.visit("/audit?action=delete-snapshot")
		b.sees(soon, "#list", "old-2")
	})
}

func TestManySnapshotsAreRenamedByATemplate(t *testing.T) {
	t.Parallel()
	withSeveral(t, "plain", []string{"stage-tmp-01", "stage-db-01-data", "stage-db-01-root", "stage-tmp-01"}, func(t *testing.T, d *snapdeck, b *tab, s []ionossim.Snapshot) {
		b.visit("/snapshots?q=plain-")
		b.click("#selection label.all")
		b.bulk("rename", "Rename 4 snapshots")
		b.fill("#name", "{volume} {colour}")
		b.preview()
		b.sees(soon, "#name-error", "There is no variable {colour}.")
		b.fill("#name", "{volume} kept")
		b.preview()
		b.sees(soon, ".warn-text", "2 of them have this name then")
		b.do(chromedp.SetValue(chromedp.CSS("#name"), "{volume} "+strings.Repeat("x", 246)))
		b.preview()
		b.sees(soon, ".bad-text", "at most 255 are allowed")
		b.fill("#name", "{volume} kept {n}")
		b.preview()
		b.sees(soon, "td.effect", "stage-db-01-data kept 1")
		b.click("#describe")
		b.fill("#description", "was {name}")
		b.preview()
		b.sees(soon, "td.effect", "was plain-1")
		b.looked("bulk-rename")
		d.inject(t, ionossim.Unprocessable, "PATCH", "*/snapshots/"+s[1].ID)
		d.inject(t, ionossim.GatewayTimeoutAfter, "PATCH", "*/snapshots/"+s[2].ID)
		b.send("form.form button.primary")
		b.recorded()
		b.sees(later, "#state", "Partly done")
		b.sees(later, "#progress .shares", "3 changed")
		b.sees(soon, "#progress .shares", "1 failed")
		b.send(`#progress form[action$="/retry"] button`)
		b.sees(later, "#state", "All done")
		for i, want := range []string{"stage-tmp-01 kept 3", "stage-db-01-data kept 1", "stage-db-01-root kept 2", "stage-tmp-01 kept 4"} {
			now, _ := d.sim.Snapshot(s[i].ID)
			if text, _, marked := inventory.CutMarker(now.Description); now.Name != want || !marked || text != fmt.Sprint("was plain-", i+1) {
				t.Errorf("it is called %q and described %q", now.Name, now.Description)
			}
		}
	})
}

func TestManySnapshotsAreLabelledLockedAndUnlocked(t *testing.T) {
	t.Parallel()
	withSeveral(t, "mixed", []string{"stage-tmp-01", "stage-db-01-data", "stage-db-01-root"}, func(t *testing.T, d *snapdeck, b *tab, s []ionossim.Snapshot) {
		label := func(i int, key string) string { s, _ := d.sim.Snapshot(s[i].ID); return s.Labels[key] }
		_, page := d.volume(t, "staging-txl", "stage-tmp-01")
		b.visit(page)
		b.markRows(s[0])
		if b.scripted() { // marks stay from page to page
			b.visit("/snapshots?q=mixed-2")
			b.sees(soon, "[data-selected-count]", "1 snapshot marked, 1 of them not on this page.")
		} else {
			b.visit("/snapshots?q=mixed-")
			b.markRows(s[0])
		}
		b.markRows(s[1])
		b.bulk("label", "Label 2 snapshots")
		b.fill("#label", "snapdeck-volume")
		b.fill("#value", "forged")
		b.preview()
		b.sees(soon, "#label-error", "Snapdeck’s own")
		b.fill("#label", "team")
		b.fill("#value", "db")
		b.preview()
		b.sees(soon, "td.effect", "adds team=db")
		b.looked("bulk-label")
		b.send("form.form .buttons button.primary:not([formaction])")
		b.recorded()
		b.sees(later, "#state", "All done")
		if label(0, "team") != "db" || label(1, "team") != "db" || label(2, "team") != "" {
			t.Error("other snapshots carry the label than those that were to")
		}
		b.visit("/snapshots?q=mixed-")
		b.click("#selection label.all")
		b.bulk("label", "Label 3 snapshots")
		b.click("#remove-0")
		b.preview()
		b.sees(soon, "td.effect", "removes team=db")
		b.sees(soon, "td.effect", "stays as it is")
		b.send("form.form .buttons button.primary:not([formaction])")
		b.recorded()
		b.sees(later, "#state", "All done")

		b.visit("/snapshots?q=mixed-")
		b.click("#selection label.all")
		b.bulk("lock", "Lock 3 snapshots")
		b.fill("#reason", "until the move")
		b.looked("bulk-lock")
		b.send("form.form button.primary")
		b.recorded()
		b.sees(later, "#state", "All done")
		b.visit("/snapshots?kept=locked")
		b.sees(soon, "#row-"+s[2].ID, "Locked")
		b.click("#selection label.all")
		b.bulk("lock", "Lock 0 snapshots")
		b.sees(soon, "main", "Locked: until the move. It stays so.")
		b.visit("/snapshots?kept=locked")
		b.click("#selection label.all")
		b.bulk("unlock", "Unlock 3 snapshots")
		b.looked("bulk-unlock")
		b.send("form.form button.primary")
		b.recorded()
		b.eventually("no label is left", func() bool {
			return label(0, "snapdeck-lock")+label(1, "snapdeck-lock")+label(2, "snapdeck-lock") == ""
		})
		b.visit("/audit?action=unlock-snapshot")
		b.sees(soon, "#list", "mixed-3")
	})
}

func TestTheSameBulkFormSentTwiceMakesOneBatch(t *testing.T) {
	t.Parallel()
	sim := simulate(t, fast)
	s := several(t, sim, "twice", "stage-tmp-01", "stage-tmp-01", "stage-db-01-data")
	d := over(t, sim)
	c := d.program(t)
	when(t, later, func() bool { return strings.Contains(d.page(t, c, "/snapshots?q=twice"), `id="row-`+s[2].ID) })
	form := url.Values{"snap": {s[0].ID, s[1].ID, "nobody"}}
	review := d.review(t, c, "delete", form)
	if !strings.Contains(review, "It is not there any more.") {
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

func (d *snapdeck) review(t *testing.T, c *http.Client, deed string, form url.Values) string {
	t.Helper()
	answer, err := c.PostForm(d.url+"/bulk/snapshots/"+deed, form)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, answer)
}

// between is what stands in a text between two others.
func between(text, before, after string) string {
	_, text, _ = strings.Cut(text, before)
	text, _, _ = strings.Cut(text, after)
	return text
}
