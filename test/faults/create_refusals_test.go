package faults

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// asking is a row of the table that a creation meets, on a volume of its own.
type asking struct {
	row
	volume ionossim.Volume
	called string // the snapshot's name
	page   string // the operation's
}

// askAll lets each row strike the create call of a volume, and asks for a snapshot of it.
func (d *fronted) askAll(t *testing.T, rows []row) []asking {
	t.Helper()
	all := make([]asking, len(rows))
	for i, vol := range d.smallest(t, len(rows)) {
		d.front.strike(posting(vol), rows[i].answer)
		all[i] = asking{row: rows[i], volume: vol, called: "meets " + rows[i].name + " at " + vol.Name}
	}
	for i := range all {
		all[i].page = d.ask(t, all[i].volume, all[i].called)
	}
	return all
}

// wantEnding waits until an operation is at its end, and counts what it made: by its name, and
// by the marker that it puts into the description.
func (d *fronted) wantEnding(t *testing.T, name, page string, want ending) {
	t.Helper()
	patiently(t, name+" ends", func() bool { return d.pillOf(t, page) != "" })
	require.Equal(t, want.word, d.pillOf(t, page), name)
	require.Len(t, d.sim.SnapshotsMarked(page[len("/operations/"):]), want.snapshots, "%s: by its marker", name)
	require.Len(t, d.marked(name), want.snapshots, "%s: by its name", name)
}

// wantOnce wants the ending, also after the form was sent once more.
func (d *fronted) wantOnce(t *testing.T, a asking) {
	t.Helper()
	d.wantEnding(t, a.called, a.page, a.end)
	require.Equal(t, a.page, d.ask(t, a.volume, a.called), "%s: the form sent once more", a.called)
	d.wantEnding(t, a.called, a.page, a.end)
}

// TestEveryRefusalIsKeptInTheRecordOfWhatWasAsked walks the table over the create call. A row
// stays until the record says it in words; then the operation must end as it should.
func TestEveryRefusalIsKeptInTheRecordOfWhatWasAsked(t *testing.T) {
	t.Parallel()
	d := newFronted(t, brisk)
	all := d.askAll(t, table())
	for _, a := range all {
		d.says(t, a.called, a.page, append(a.wanted(), "Next:")...)
		require.Positive(t, d.front.times(posting(a.volume)), "%s: it has struck", a.called)
		d.front.spare(posting(a.volume))
	}
	for _, a := range all {
		d.wantOnce(t, a)
		if a.end.word == "Failed" {
			d.says(t, a.called, a.page, append(a.wanted(), "Nothing was created", "Next:")...)
		}
	}
}

// TestALostAnswerWhileNothingCanBeReadMakesNoSecondSnapshot: the cloud has made the snapshot,
// its answer is lost, and the places to look are closed too. The operation must wait, say so,
// and adopt the snapshot, also when the dashboard was restarted meanwhile.
func TestALostAnswerWhileNothingCanBeReadMakesNoSecondSnapshot(t *testing.T) {
	t.Parallel()
	for name, restart := range map[string]bool{"running on": false, "restarted meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFronted(t, lazy)
			for _, listing := range listings()[1:] {
				d.front.strike(listing, rowsNamed("405")[0].answer) // which the client does not repeat, so that it is soon over
			}
			all := d.askAll(t, lost())
			d.wantWaiting(t, all)
			if restart {
				d.stop(t)
				d.wake(t)
				d.wantWaiting(t, all)
			}
			for _, listing := range listings()[1:] {
				d.front.spare(listing)
			}
			for _, a := range all {
				d.wantOnce(t, a)
				require.Equal(t, 1, d.front.times(posting(a.volume)), "%s: the cloud is asked once", a.called)
			}
		})
	}
}

// lost are the rows in which somebody may speak in the cloud's place that has carried the call
// out: all that are neither a refusal nor a “come later” of its own.
func lost() []row {
	rows := slices.DeleteFunc(table(), func(r row) bool { return r.end.snapshots == 0 || r.name == "429" || r.name == "503" })
	for i := range rows {
		rows[i].answer = rows[i].answer.lost()
	}
	return rows
}

// wantWaiting wants operations to say why they are not at their end.
func (d *fronted) wantWaiting(t *testing.T, all []asking) {
	t.Helper()
	for _, a := range all {
		d.says(t, a.called, a.page, append(a.wanted(), "the snapshot may exist", "Next:")...)
		require.Empty(t, d.pillOf(t, a.page), a.called)
	}
}
