package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

func TestTheTimelineOfAVolumeShowsItsSnapshotsAndLeadsToThem(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, d *snapdeck, b *tab) {
		vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
		b.visit(page)
		b.sees(soon, "#timeline", "No snapshot is known to come from here yet")
		b.everyLook("timeline-empty")
		day, now := 24*time.Hour, time.Now() // one for all, so that what lies between them is whole days
		for i, age := range []time.Duration{1 * day, 2 * day, 3 * day, 14 * day, 15 * day, 16 * day, 400 * day} {
			_, err := d.sim.AddSnapshot(ionossim.NewSnapshot{
				VolumeID: vol.ID, Name: fmt.Sprint("kept ", i), Created: now.Add(-age),
				Description: fmt.Sprintf("[snapdeck op=%d vol=%s]", i, vol.ID),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		b.comesTo(page, "the snapshots are on the timeline", `document.querySelectorAll("#timeline .time-mark .stem").length === 6`)
		b.sees(soon, "#timeline", "11 days without a snapshot")
		b.sees(soon, "#timeline", "1 snapshot is outside of this time")
		b.is("each mark is a link that says what it is", `[...document.querySelectorAll("#timeline a.time-mark")].every((a) => a.querySelector("title").textContent.includes("kept") && a.getAttribute("href").startsWith("/snapshots/"))`)
		s := d.snapshotsOf(vol.ID)[0]
		c := d.program(t)
		d.post(t, c, "/snapshots/"+s.ID+"/lock", map[string][]string{"key": {"k"}, "reason": {"for the auditors"}}, http.StatusSeeOther)
		b.sees(later, "#timeline", "locked: for the auditors")
		b.link("#timeline", "All")
		b.until(soon, "all are shown", `location.search === "?range=all"`)
		b.everyLook("timeline")
		b.visit(page + "?range=all") // which does not load itself anew so soon, without JavaScript
		b.click("#timeline-list summary")
		b.is("the list names them all", `document.querySelectorAll("#timeline-list a").length === 7`)
		b.shot("timeline-list")
		b.link("#timeline-list", s.Name)
		b.sees(soon, "h1", s.Name)
	}, curious)
}
