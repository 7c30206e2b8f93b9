package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

func TestTimeline_Volume(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
		b.visit(page)
		b.waitForText(uiTimeout, "#timeline", "No snapshots yet.")
		b.requireWellMadeEverywhere("timeline-empty")
		day, now := 24*time.Hour, time.Now() // one for all, so that the differences are whole days
		for i, age := range []time.Duration{1 * day, 2 * day, 3 * day, 14 * day, 15 * day, 16 * day, 400 * day} {
			_, err := d.sim.AddSnapshot(ionossim.NewSnapshot{
				VolumeID: vol.ID, Name: fmt.Sprint("kept ", i), Created: now.Add(-age),
				Description: fmt.Sprintf("[snapdeck op=%d vol=%s]", i, vol.ID),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		b.visitUntil(page, "the snapshots are on the timeline", `document.querySelectorAll("#timeline .time-mark .stem").length === 6`)
		b.waitForText(uiTimeout, "#timeline", "11 days without a snapshot")
		b.waitForText(uiTimeout, "#timeline", "1 snapshot is outside of this time")
		b.require("each mark is a link with a title", `[...document.querySelectorAll("#timeline a.time-mark")].every((a) => a.querySelector("title").textContent.includes("kept") && a.getAttribute("href").startsWith("/snapshots/"))`)
		s := d.snapshotsOf(vol.ID)[0]
		c := d.loggedInClient(t)
		d.post(t, c, "/snapshots/"+s.ID+"/lock", map[string][]string{"key": {"k"}, "reason": {"for the auditors"}}, http.StatusSeeOther)
		b.waitForText(cloudTimeout, "#timeline", "locked: for the auditors")
		b.click("#activity > summary")
		b.link("#timeline", "All")
		b.waitFor(uiTimeout, "all are shown", `location.search === "?range=all"`)
		b.requireWellMadeEverywhere("timeline")
		b.visit(page + "?range=all") // which does not reload soon, without JavaScript
		b.click("#activity > summary")
		b.click("#timeline-list summary")
		b.require("the list names them all", `document.querySelectorAll("#timeline-list a").length === 7`)
		b.screenshot("timeline-list")
		b.link("#timeline-list", s.Name)
		b.waitForText(uiTimeout, "h1", s.Name)
	}, pollUnwatched)
}
