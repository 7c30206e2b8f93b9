package faults

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// known are all pages, each with what is known of the cloud and must stay on it.
func (d *fronted) known(t *testing.T) map[string]string {
	t.Helper()
	vol, snap := d.smallest(t, 1)[0], d.sim.Snapshots()[0]
	page := d.ask(t, vol, "made before")
	patiently(t, "a first snapshot is made", func() bool { return d.pillOf(t, page) == "Available" })
	patiently(t, "it is among those that were read", func() bool {
		_, list := d.get(t, "/snapshots")
		return missing(list, []string{"made before"}) == ""
	})
	return map[string]string{
		"/": "made before", "/datacenters": vol.DatacenterID, "/datacenters/" + vol.DatacenterID: vol.Name, "/volumes": vol.Name,
		pathOf(vol): vol.Name, pathOf(vol) + "/create": vol.Name,
		"/snapshots": snap.Name, "/snapshots/" + snap.ID: snap.Name, "/operations": "made before", page: "made before",
	}
}

// listings are what every page depends on.
func listings() []string { return []string{"GET /datacenters", "GET /snapshots", "GET /requests"} }

// TestEveryPageSaysWhyTheCloudCannotBeReadAndKeepsWhatWasKnown walks the table over what is
// read: the sentence, the cloud's own words, its request id, the age and the last data. Each
// listing meets a row of its own, so that three are walked at a time; rows of one kind are
// never in the same round, since pages tell them as one problem.
func TestEveryPageSaysWhyTheCloudCannotBeReadAndKeepsWhatWasKnown(t *testing.T) {
	t.Parallel()
	d := newFronted(t, lazy)
	pages, rows := d.known(t), table()
	rounds := (len(rows) + len(listings()) - 1) / len(listings())
	for round := range rounds {
		var want []string
		for i, listing := range listings() {
			if at := round + i*rounds; at < len(rows) {
				d.front.strike(listing, rows[at].answer)
				want = append(want, rows[at].wanted()...)
			}
		}
		d.wantExplained(t, want, pages)
		for _, listing := range listings() {
			d.front.spare(listing)
		}
		d.wantHealed(t)
	}
}

func (d *fronted) wantExplained(t *testing.T, want []string, pages map[string]string) {
	t.Helper()
	want = append(want, "cannot be read", " since ", "The pages show what was last known, with its age.", "Cloud not readable · as of ")
	d.says(t, "the list of volumes", "/volumes", want...)
	for path, text := range pages {
		status, page := d.get(t, path)
		require.Equal(t, http.StatusOK, status, path)
		wholePage(t, path, status, page)
		require.Empty(t, missing(page, append(want, text)), "not on %s", path)
	}
}

// wantHealed waits until no part is troubled any more: parts recover one by one.
func (d *fronted) wantHealed(t *testing.T) {
	t.Helper()
	patiently(t, "it heals", func() bool {
		_, text := d.get(t, "/volumes")
		return !strings.Contains(text, "cannot be read") && !strings.Contains(text, "Cloud not readable")
	})
}

// TestAnAddressThatRefusesConnectionsIsSaidAndSurvived takes the cloud's address away: pages
// stay, a creation waits, and is carried out once when the address is back.
func TestAnAddressThatRefusesConnectionsIsSaidAndSurvived(t *testing.T) {
	t.Parallel()
	const words, name = "The cloud cannot be reached: no answer came over the network.", "asked while away"
	d := newFronted(t, lazy)
	pages := d.known(t)
	d.front.away(t)
	d.wantExplained(t, []string{words}, pages)
	page := d.ask(t, d.smallest(t, 2)[1], name)
	d.says(t, name, page, words, "Next:")
	require.Empty(t, d.marked(name))
	d.front.up(t)
	d.wantEnding(t, name, page, ending{"Available", 1})
	d.wantHealed(t)
}
