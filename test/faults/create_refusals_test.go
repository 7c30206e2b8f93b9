package faults

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// createCase is a row of the table that a creation meets, on a volume of its own.
type createCase struct {
	faultCase
	volume ionossim.Volume
	name   string // the snapshot's name
	page   string // the operation's
}

// createAll lets each row strike the create call of a volume, and asks for a snapshot of it.
func (d *proxiedApp) createAll(t *testing.T, rows []faultCase) []createCase {
	t.Helper()
	all := make([]createCase, len(rows))
	for i, vol := range d.smallest(t, len(rows)) {
		d.proxy.inject(createCallOf(vol), rows[i].answer)
		all[i] = createCase{faultCase: rows[i], volume: vol, name: "meets " + rows[i].name + " at " + vol.Name}
	}
	for i := range all {
		all[i].page = d.createTwice(t, all[i].volume, all[i].name)
	}
	return all
}

// requireOutcome waits until an operation is at its end, and counts what it made: by its name, and
// by the marker that it puts into the description.
func (d *proxiedApp) requireOutcome(t *testing.T, name, page string, want expectedOutcome) {
	t.Helper()
	eventuallySlow(t, name+" ends", func() bool { return d.pillOf(t, page) != "" })
	require.Equal(t, want.state, d.pillOf(t, page), name)
	require.Len(t, d.sim.SnapshotsMarked(page[len("/operations/"):]), want.snapshots, "%s: by its marker", name)
	require.Len(t, d.snapshotsNamed(name), want.snapshots, "%s: by its name", name)
}

// requireOnce wants the ending, also after the form was sent once more.
func (d *proxiedApp) requireOnce(t *testing.T, a createCase) {
	t.Helper()
	d.requireOutcome(t, a.name, a.page, a.outcome)
	require.Equal(t, a.page, d.createTwice(t, a.volume, a.name), "%s: the form sent once more", a.name)
	d.requireOutcome(t, a.name, a.page, a.outcome)
}

// TestCreate_RefusalsAreRecorded walks the table over the create call. A row
// stays until the record says it in words; then the operation must end as it should.
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

// TestCreate_LostAnswerWithoutReadsIsNotResent: the cloud has made the snapshot,
// its answer is lost, and the places to look are closed too. The operation must wait, say so,
// and adopt the snapshot, also when the dashboard was restarted in the meantime.
func TestCreate_LostAnswerWithoutReadsIsNotResent(t *testing.T) {
	t.Parallel()
	for name, restart := range map[string]bool{"running on": false, "restarted meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newProxiedApp(t, longCall)
			for _, list := range listings()[1:] {
				d.proxy.inject(list, faultCasesNamed("405")[0].answer) // which the client does not repeat, so that it is soon over
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
				require.Equal(t, 1, d.proxy.hitCount(createCallOf(a.volume)), "%s: the cloud is asked once", a.name)
			}
		})
	}
}

// lostResponses are the rows in which somebody may speak in the cloud's place that has carried the call
// out: all that are neither a refusal nor a “come later” of its own.
func lostResponses() []faultCase {
	rows := slices.DeleteFunc(faultCases(), func(r faultCase) bool { return r.outcome.snapshots == 0 || r.name == "429" || r.name == "503" })
	for i := range rows {
		rows[i].answer = rows[i].answer.afterApplying()
	}
	return rows
}

// requireWaiting wants operations to say why they are not at their end.
func (d *proxiedApp) requireWaiting(t *testing.T, all []createCase) {
	t.Helper()
	for _, a := range all {
		d.requireTexts(t, a.name, a.page, append(a.requiredTexts(), "The snapshot may exist", `class="next"`)...)
		require.Empty(t, d.pillOf(t, a.page), a.name)
	}
}
