package e2e

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"snapdeck/internal/cloud/ionossim"
)

// contents are the contents of a server's volumes, by volume.
func (d *testApp) contents(serverID string) map[string]string {
	held := map[string]string{}
	for _, v := range d.sim.Volumes() {
		if v.ServerID == serverID {
			held[v.ID] = v.Content
		}
	}
	return held
}

// write writes to each volume of a server, as its guest would.
func (d *testApp) write(t *testing.T, serverID string) {
	t.Helper()
	for id := range d.contents(serverID) {
		if _, err := d.sim.WriteVolume(id); err != nil {
			t.Fatal(err)
		}
	}
}

func same(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for id, content := range a {
		if b[id] != content {
			return false
		}
	}
	return true
}

func TestSnapshotSet_CreateRestoreRollBack(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		vol, page := d.volume(t, "staging-txl", "ci-runner-01-root")
		b.visit(page)
		b.link("#servers", "ci-runner-01")
		b.waitForText(uiTimeout, "h1", "ci-runner-01")
		b.waitForText(uiTimeout, "#sets", "No set yet")
		b.requireAccessible("page of a server")
		yesterday := d.contents(vol.ServerID)
		if len(yesterday) != 2 {
			t.Fatalf("the server has %d volumes", len(yesterday))
		}
		b.send("form.actions button")
		b.waitForText(uiTimeout, "h1", "Create 2 snapshots")
		b.send("form.form button.primary")
		b.waitForText(cloudTimeout, "#state", "All available")
		b.waitForText(uiTimeout, "#progress", "not an atomic set")
		d.write(t, vol.ServerID)
		today := d.contents(vol.ServerID)
		if same(today, yesterday) {
			t.Fatal("nothing was written")
		}
		b.visit(strings.Split(page, "/volumes/")[0] + "/servers/" + vol.ServerID)
		b.waitForText(uiTimeout, "#sets", "2 of 2")
		b.waitForText(uiTimeout, "#sets", "Whole")
		b.waitForText(uiTimeout, "#timeline", "ci-runner-01-root")
		b.requireAccessible("server with a set")
		b.click("#sets td.act a")
		b.restoreSet("overwrite 2 volumes")
		if !same(d.contents(vol.ServerID), yesterday) {
			t.Errorf("the volumes hold %v, want what the set holds, %v", d.contents(vol.ServerID), yesterday)
		}
		b.link("#progress", "Roll back to the safety snapshots")
		b.restoreSet("overwrite 2 volumes")
		if !same(d.contents(vol.ServerID), today) {
			t.Errorf("the volumes hold %v, want what they held before, %v", d.contents(vol.ServerID), today)
		}
		for _, word := range []string{"/stop", "/start"} {
			if n := d.countRequests(vol.ServerID + word); n != 2 {
				t.Errorf("%d requests were sent for %s, want one for each restore", n, word)
			}
		}
	})
}

// restoreSet confirms the restore of a set and waits until all of its steps are done.
func (b *tab) restoreSet(phrase string) {
	b.t.Helper()
	b.waitFor(uiTimeout, "the review is shown", exists("#pairs-title"))
	b.requireAccessible("review of a set")
	b.fill("#phrase", "something else")
	b.send("button.danger")
	b.waitForText(uiTimeout, "#phrase-error", "not the phrase")
	b.fill("#phrase", phrase)
	b.send("button.danger")
	b.waitFor(uiTimeout, "the steps are shown", `location.pathname.startsWith("/batches/") && `+exists("#list .step"))
	b.requireAccessible("steps of a restore")
	b.waitForText(cloudTimeout, "#state", "All done")
}

// countRequests counts the requests whose address has a suffix.
func (d *testApp) countRequests(suffix string) int {
	n := 0
	for _, r := range d.sim.Requests() {
		if address, _, _ := strings.Cut(r.URL, "?"); r.Method == http.MethodPost && strings.HasSuffix(address, suffix) {
			n++
		}
	}
	return n
}

func TestSnapshotSet_PartialRestore(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, "SNAPDECK_POLL_SLOW=1s")
	c := d.loggedInClient(t)
	vol, page := d.volume(t, "staging-txl", "stage-db-01-data") // its server is off
	home := strings.Split(page, "/volumes/")[0] + "/servers/" + vol.ServerID
	var made []ionossim.Snapshot
	for _, v := range d.sim.Volumes() {
		if v.ServerID != vol.ServerID {
			continue
		}
		s, err := d.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: "kept " + v.Name, Description: "[snapdeck op=lost vol=" + v.ID + "]"})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, s)
	}
	waitForTime(t, cloudTimeout, func() bool { return strings.Contains(d.page(t, c, home), "their times") })
	_, set, _ := strings.Cut(d.page(t, c, home), `href="`+home+"/sets/")
	set, _, _ = strings.Cut(set, `"`)
	set = home + "/sets/" + set
	review := d.page(t, c, set)
	if !strings.Contains(review, `data-origin="times"`) {
		t.Error("the set that was recognised is not reviewed as such")
	}
	for _, s := range made {
		if !strings.Contains(review, `href="/snapshots/`+s.ID+`"`) {
			t.Errorf("the review does not name %s", s.Name)
		}
	}
	d.write(t, vol.ServerID)

	if err := d.sim.HoldDatacenter(vol.DatacenterID); err != nil { // busy with other clients' changes
		t.Fatal(err)
	}
	if _, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.GatewayTimeoutAfter, Count: 1, Route: "*/restore-snapshot"}); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"key": {"one form"}, "phrase": {"overwrite 2 volumes"}}
	batch := d.post(t, c, set, form, http.StatusSeeOther).Get("Location")
	if again := earlier(t, d.post(t, c, set, form, http.StatusSeeOther).Get("Location")); again != batch {
		t.Errorf("the same form leads to %s and then to %s", batch, again)
	}
	waitForTime(t, cloudTimeout, func() bool { return strings.Contains(d.page(t, c, batch), "Waiting") })
	if err := d.sim.ReleaseDatacenter(vol.DatacenterID); err != nil {
		t.Fatal(err)
	}
	waitForTime(t, cloudTimeout, func() bool { return strings.Contains(d.page(t, c, batch), "All done") })
	for _, s := range made {
		v, _ := d.sim.Volume(s.SourceVolumeID)
		if v.Content != s.Content {
			t.Errorf("volume %s does not hold what its snapshot holds", v.Name)
		}
		if n := d.countRequests(v.ID + "/restore-snapshot"); n != 1 {
			t.Errorf("volume %s was overwritten %d times, want once", v.Name, n)
		}
	}

	gone := slices.MaxFunc(made, func(x, y ionossim.Snapshot) int { return strings.Compare(x.ID, y.ID) })
	if err := d.sim.RemoveSnapshot(gone.ID); err != nil {
		t.Fatal(err)
	}
	waitForTime(t, cloudTimeout, func() bool { return !strings.Contains(d.page(t, c, home), "their times") })
	form.Set("key", "another form")
	answer, err := c.PostForm(d.url+set, form)
	if err != nil {
		t.Fatal(err)
	}
	if _ = read(t, answer); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a set of which one is gone is answered with status %d, want 404", answer.StatusCode)
	}
}
