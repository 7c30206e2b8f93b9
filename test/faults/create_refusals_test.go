package faults

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// createCase is a row of the table with its own volume.
type createCase struct {
	faultCase
	volume ionossim.Volume
	name   string // of the snapshot
	page   string // of the operation
}

// createAll injects each row into the create call of a volume, and requests a snapshot of it.
func (d *proxiedApp) createAll(t *testing.T, rows []faultCase) []createCase {
	t.Helper()
	all := make([]createCase, len(rows))
	for i, vol := range d.smallest(t, len(rows)) {
		d.proxy.inject(createCallOf(vol), rows[i].response)
		all[i] = createCase{faultCase: rows[i], volume: vol, name: "meets " + rows[i].name + " at " + vol.Name}
	}
	for i := range all {
		all[i].page = d.createTwice(t, all[i].volume, all[i].name)
	}
	return all
}

// requireOutcome waits until an operation has ended, and counts its snapshots by name and by marker.
func (d *proxiedApp) requireOutcome(t *testing.T, name, page string, want expectedOutcome) {
	t.Helper()
	eventuallySlow(t, name+" ends", func() bool { return d.pillOf(t, page) != "" })
	require.Equal(t, want.state, d.pillOf(t, page), name)
	require.Len(t, d.sim.SnapshotsContaining(page[len("/operations/"):]), want.snapshots, "%s: by its marker", name)
	require.Len(t, d.snapshotsNamed(name), want.snapshots, "%s: by its name", name)
}

// requireOnce requires the outcome, even after sending the form again.
func (d *proxiedApp) requireOnce(t *testing.T, a createCase) {
	t.Helper()
	d.requireOutcome(t, a.name, a.page, a.outcome)
	require.Equal(t, a.page, d.createTwice(t, a.volume, a.name), "%s: the form sent once more", a.name)
	d.requireOutcome(t, a.name, a.page, a.outcome)
}

// Each row is injected into the create call until the record shows it; then the operation must end as expected.
func TestCreate_RefusalsAreRecorded(t *testing.T) {
	t.Parallel()
	d := newProxiedApp(t, shortCall)
	all := d.createAll(t, faultCases())
	for _, a := range all {
		d.requireTexts(t, a.name, a.page, append(a.requiredTexts(), `class="next"`)...)
		require.Positive(t, d.proxy.hitCount(createCallOf(a.volume)), "%s: it has struck", a.name)
		d.proxy.clear(createCallOf(a.volume))
	}
	for _, a := range all {
		d.requireOnce(t, a)
		if a.outcome.state == "Failed" {
			d.requireTexts(t, a.name, a.page, append(a.requiredTexts(), "No snapshot was created", `class="next"`)...)
		}
	}
}

// The snapshot was created, the response is lost, and the listings fail too. The operation must wait, show the
// reason, and adopt the snapshot, even after a restart.
func TestCreate_LostAnswerWithoutReadsIsNotResent(t *testing.T) {
	t.Parallel()
	for name, restart := range map[string]bool{"running on": false, "restarted": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newProxiedApp(t, longCall)
			for _, list := range listings()[1:] {
				d.proxy.inject(list, faultCasesNamed("405")[0].response) // which the client does not retry, so it ends soon
			}
			all := d.createAll(t, lostResponses())
			d.requireWaiting(t, all)
			if restart {
				d.stop(t)
				d.start(t)
				d.requireWaiting(t, all)
			}
			for _, list := range listings()[1:] {
				d.proxy.clear(list)
			}
			for _, a := range all {
				d.requireOnce(t, a)
				require.Equal(t, 1, d.proxy.hitCount(createCallOf(a.volume)), "%s: one call is sent", a.name)
			}
		})
	}
}

// lostResponses returns the rows that may come from a gateway after the call was applied: all except refusals and
// rate limits of the API itself.
func lostResponses() []faultCase {
	rows := slices.DeleteFunc(faultCases(), func(r faultCase) bool { return r.outcome.snapshots == 0 || r.name == "429" || r.name == "503" })
	for i := range rows {
		rows[i].response = rows[i].response.afterApplying()
	}
	return rows
}

// requireWaiting requires that operations show why they have not ended.
func (d *proxiedApp) requireWaiting(t *testing.T, all []createCase) {
	t.Helper()
	for _, a := range all {
		d.requireTexts(t, a.name, a.page, append(a.requiredTexts(), "The snapshot may exist", `class="next"`)...)
		require.Empty(t, d.pillOf(t, a.page), a.name)
	}
}
