package faults

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// lifeRows are the ways in which the cloud meets what is done to a snapshot.
func lifeRows() []row {
	refused, good := ending{"Failed", 0}, ending{word: "Available"}
	const late = "The cloud failed inside or behind its gateway."
	rows := rowsNamed("404", "422", "429", "a broken connection")
	lost := rowsNamed("504 in HTML")[0]
	lost.answer = lost.answer.lost()
	return append(
		rows, lost, inHTML(http.StatusInternalServerError, late, good),
		inForm(http.StatusLocked, "Another change holds the resource.", good),
		row{"no answer in time", answer{status: silence}, "The cloud cannot be reached: no answer came over the network.", "", good},
		saying(inForm(http.StatusUnprocessableEntity, "A volume is being made from the snapshot, or restored with it.", refused), "in use",
			"[VDC-18-0] The snapshot is in use and cannot be deleted"),
		saying(inForm(http.StatusUnprocessableEntity, "The cloud refused the values.", refused), "quota",
			"[(root).properties.size] The SSD storage limit of the contract is exceeded"),
	)
}

// saying is a row in which the cloud uses other words.
func saying(r row, name, words string) row {
	r.answer.body = strings.Replace(r.answer.body, r.own, words, 1)
	r.name, r.own = name, words
	return r
}

// meets reports whether a row can befall a deed. That a snapshot or its label is gone is what
// was wanted of its deletion, and has a test of its own.
func (d deed) meets(r row) bool {
	switch r.name {
	case "in use":
		return d.kind == operation.DeleteSnapshot
	case "quota":
		return d.kind == operation.CreateVolume
	case "404":
		return d.kind != operation.DeleteSnapshot && d.kind != operation.UnlockSnapshot
	default:
		return true
	}
}

// scenesOf prepares a deed for each row that it can meet. Those that change a server get one
// of their own.
func (d deed) scenesOf(t *testing.T, on *fronted, servers []ionossim.Server) []*scene {
	t.Helper()
	db := on.beside(t)
	var scenes []*scene
	for i, r := range lifeRows() {
		if !d.meets(r) {
			continue
		}
		s := newScene(t, on, db, string(d.kind)+" meets "+r.name, r, servers[i])
		if d.prepare != nil {
			d.prepare(t, s)
		}
		scenes = append(scenes, s)
	}
	return scenes
}

// TestWhateverADeedMeetsItIsToldAndHappensOnce walks the table over every call of a snapshot's
// life: what a person is told, what the cloud has, what the ledger and the audit trail say.
func TestWhateverADeedMeetsItIsToldAndHappensOnce(t *testing.T) {
	t.Parallel()
	const ownVolumes = 24 // of the estate, each with a server at the most
	each, all := len(lifeRows()), deeds()
	d := newFrontedThat(t, ownVolumes+each*onServers, func(d *fronted) { d.unhurried = true })
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	for i, deed := range all {
		t.Run(string(deed.kind), func(t *testing.T) {
			t.Parallel()
			from := max(0, i-len(all)+onServers) * each
			scenes := deed.scenesOf(t, d, spare[from:from+each])
			for _, s := range scenes {
				d.front.strike(deed.call(s), s.row.answer)
				deed.send(t, s)
			}
			for _, s := range scenes {
				deed.told(t, s)
			}
			for _, s := range scenes {
				deed.ended(t, s)
			}
		})
	}
}

// told wants the page of the operation to say what happened while the cloud answers like that.
// What the cloud did although its answer was lost is soon found, so that only the history tells.
func (d deed) told(t *testing.T, s *scene) {
	t.Helper()
	unhurriedly(t, s.name+" is told", func() bool {
		op := s.of(t, d.kind)
		texts := []string{"The answer was lost; looking before asking again."}
		if !s.row.answer.after {
			if op.Failure == nil {
				return false
			}
			texts = append(s.row.wanted(), op.Failure.Text, "Next:")
		}
		if s.d.front.times(d.call(s)) == 0 {
			return false // a call before it may have been too slow, which is told in the same words
		}
		status, page := s.d.get(t, "/operations/"+op.ID)
		wholePage(t, s.name, status, page)
		return missing(page, texts) == ""
	})
	s.d.front.spare(d.call(s))
}

// ended wants a refusal to have changed nothing, and everything else to be done, once.
func (d deed) ended(t *testing.T, s *scene) {
	t.Helper()
	want, has := operation.Done, true
	if s.row.end.word == "Failed" {
		want, has = operation.Failed, false
	}
	unhurriedly(t, s.name+" ends", func() bool {
		return !slices.ContainsFunc(s.operations(t), func(op operation.Operation) bool { return !op.Settled() })
	})
	require.Equal(t, want, s.of(t, d.kind).State, "%s: %+v", s.name, s.of(t, d.kind).Failure)
	require.Equal(t, has, d.holds(s), s.name)
	if d.times != nil {
		require.Equal(t, has, d.times(s) == 1, "%s: accepted %d times", s.name, d.times(s))
	}
	for _, op := range s.operations(t) {
		s.wholeTrail(t, op)
	}
}

// unhurriedly is eventually for many that wait at the same time.
func unhurriedly(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(400 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// wholeTrail wants the audit trail to tell of an operation once that it was asked for, and
// once how it ended.
func (s *scene) wholeTrail(t *testing.T, op operation.Operation) {
	t.Helper()
	entries, err := s.db.AuditOf(t.Context(), op.ID)
	require.NoError(t, err)
	require.Len(t, entries, 2, s.name)
	for i, outcome := range []string{audit.Asked, string(op.State)} {
		e := entries[i]
		require.Equal(t, []string{"admin", "127.0.0.1", string(op.Kind), outcome}, []string{e.Actor, e.ActorAddr, e.Action, e.Outcome}, s.name)
		require.Equal(t, []string{op.DatacenterID, op.DatacenterName, op.VolumeName, op.Create.Name}, []string{e.DatacenterID, e.DatacenterName, e.VolumeName, e.SnapshotName}, s.name)
		if op.Task.Server != nil {
			require.Contains(t, e.Detail, s.server.Name+", "+s.server.ID, s.name)
		}
		if op.Kind == operation.LockSnapshot {
			require.Contains(t, e.Detail, "Reason: audit.", s.name)
		}
	}
	last := entries[1]
	require.Equal(t, op.SnapshotID, last.SnapshotID, s.name)
	require.Equal(t, cmp.Or(op.VolumeID, op.MadeVolumeID), last.VolumeID, s.name)
	if op.Failure != nil {
		require.Contains(t, last.Detail, op.Failure.Text, s.name)
		require.Equal(t, op.Failure.RequestID, last.RequestID, s.name)
		return
	}
	require.Equal(t, op.RequestID, last.RequestID, s.name)
}

// TestADeletionOfWhatIsGoneIsDone lets somebody else delete the snapshot first.
func TestADeletionOfWhatIsGoneIsDone(t *testing.T) {
	t.Parallel()
	d := newFronted(t, brisk)
	s := newScene(t, d, d.beside(t), "gone meanwhile", rowsNamed("404")[0], d.sim.Servers()[0])
	call := deleting().call(s)
	d.front.strike(call, s.row.answer)
	deleting().send(t, s)
	op := s.of(t, operation.DeleteSnapshot)
	d.says(t, s.name, "/operations/"+op.ID, "The snapshot was gone already.")
	require.NoError(t, d.sim.RemoveSnapshot(s.snap.ID))
	d.front.spare(call)
	patiently(t, "it is done", func() bool { return s.of(t, operation.DeleteSnapshot).State == operation.Done })
	s.wholeTrail(t, s.of(t, operation.DeleteSnapshot))
}

// TestWhatWaitsForABusyDataCenterSaysSo keeps a data center busy with somebody else's work.
func TestWhatWaitsForABusyDataCenterSaysSo(t *testing.T) {
	t.Parallel()
	d := newFrontedWith(t, brisk, 60)
	db := d.beside(t)
	server := d.sim.Servers()[len(d.sim.Servers())-1]
	var scenes []*scene
	for _, deed := range []deed{copying(), overwriting()} {
		scenes = append(scenes, newScene(t, d, db, "busy for "+string(deed.kind), row{}, server))
	}
	require.NoError(t, d.sim.Hold(server.DatacenterID))
	patiently(t, "the dashboard knows it", func() bool {
		_, text := d.get(t, "/datacenters/"+server.DatacenterID)
		return strings.Contains(text, "Busy")
	})
	for i, deed := range []deed{copying(), overwriting()} {
		deed.send(t, scenes[i])
		op := scenes[i].of(t, deed.kind)
		d.says(t, scenes[i].name, "/operations/"+op.ID, "which somebody else is changing")
		require.Zero(t, deed.times(scenes[i]), "nothing is asked for meanwhile")
	}
	require.NoError(t, d.sim.Release(server.DatacenterID))
	for i, deed := range []deed{copying(), overwriting()} {
		deed.ended(t, scenes[i])
	}
}
