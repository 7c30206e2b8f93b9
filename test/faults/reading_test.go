package faults

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// expectedPages maps all pages to data that must stay on them.
func (d *proxiedApp) expectedPages(t *testing.T) map[string]string {
	t.Helper()
	vol, snap := d.smallest(t, 1)[0], d.sim.Snapshots()[0]
	page := d.createTwice(t, vol, "made before")
	eventuallySlow(t, "a first snapshot is made", func() bool { return d.pillOf(t, page) == "Available" })
	eventuallySlow(t, "it is among those that were read", func() bool {
		_, list := d.get(t, "/snapshots")
		return firstMissing(list, []string{"made before"}) == ""
	})
	return map[string]string{
		"/": `<td class="share">`, "/datacenters": vol.DatacenterID, "/datacenters/" + vol.DatacenterID: vol.Name, "/volumes": vol.Name,
		pathOf(vol): vol.Name, pathOf(vol) + "/create": vol.Name,
		"/snapshots": snap.Name, "/snapshots/" + snap.ID: snap.Name, "/operations": "made before", page: "made before",
	}
}

// listings returns the resources that every page depends on.
func listings() []string { return []string{"GET /datacenters", "GET /snapshots", "GET /requests"} }

// The explanation, the API's message, its request id, the age and the last data are checked. Each listing gets its own
// row, three at a time; rows of one kind are never in the same round, since pages show them as one problem.
func TestPages_ExplainReadFailures(t *testing.T) {
	t.Parallel()
	d := newProxiedApp(t, longCall)
	pages, rows := d.expectedPages(t), faultCases()
	rounds := (len(rows) + len(listings()) - 1) / len(listings())
	for round := range rounds {
		var want []string
		for i, list := range listings() {
			if at := round + i*rounds; at < len(rows) {
				d.proxy.inject(list, rows[at].response)
				want = append(want, rows[at].requiredTexts()...)
			}
		}
		d.requireExplained(t, want, pages)
		for _, list := range listings() {
			d.proxy.clear(list)
		}
		d.requireRecovered(t)
	}
}

func (d *proxiedApp) requireExplained(t *testing.T, want []string, pages map[string]string) {
	t.Helper()
	want = append(want, `<details class="banner bad" data-error="`, " since ", `<div id="live" class="live" data-state="away" data-at="2`)
	d.requireTexts(t, "the list of volumes", "/volumes", want...)
	for path, text := range pages {
		status, page := d.get(t, path)
		require.Equal(t, http.StatusOK, status, path)
		requireFullPage(t, path, status, page)
		require.Empty(t, firstMissing(page, append(want, text)), "not on %s", path)
	}
}

// requireRecovered waits until all resources have recovered, one by one.
func (d *proxiedApp) requireRecovered(t *testing.T) {
	t.Helper()
	eventuallySlow(t, "it heals", func() bool {
		_, text := d.get(t, "/volumes")
		return !unread.MatchString(text) && !strings.Contains(text, `class="live" data-state="away"`)
	})
}

// The simulator's port is closed: pages keep their data, and a create waits and is executed once when the port is open
// again.
func TestPages_ConnectionRefused(t *testing.T) {
	t.Parallel()
	const words, name = `data-error="unreachable"`, "asked while away"
	d := newProxiedApp(t, longCall)
	pages := d.expectedPages(t)
	d.proxy.unreachable(t)
	d.requireExplained(t, []string{words}, pages)
	page := d.createTwice(t, d.smallest(t, 2)[1], name)
	d.requireTexts(t, name, page, words, `class="next"`)
	require.Empty(t, d.snapshotsNamed(name))
	d.proxy.listen(t)
	d.requireOutcome(t, name, page, expectedOutcome{"Available", 1})
	d.requireRecovered(t)
}
