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

// userActionCases returns the faults for actions on a snapshot.
func userActionCases() []faultCase {
	refused, good := expectedOutcome{"Failed", 0}, expectedOutcome{state: "Available"}
	const late = `data-error="server"`
	rows := faultCasesNamed("404", "422", "429", "a broken connection")
	lost := faultCasesNamed("504 in HTML")[0]
	lost.response = lost.response.afterApplying()
	return append(
		rows, lost, inHTML(http.StatusInternalServerError, late, good),
		inForm(http.StatusLocked, `data-error="busy"`, good),
		faultCase{"no response in time", response{status: noReply}, `data-error="unreachable"`, "", good},
		withText(inForm(http.StatusUnprocessableEntity, `data-error="in-use"`, refused), "in use",
			"[VDC-18-0] The snapshot is in use and cannot be deleted"),
		withText(inForm(http.StatusUnprocessableEntity, `data-error="quota"`, refused), "quota",
			"[(root).properties.size] The SSD storage limit of the contract is exceeded"),
	)
}

// withText returns a row with another message.
func withText(r faultCase, name, words string) faultCase {
	r.response.body = strings.Replace(r.response.body, r.apiText, words, 1)
	r.name, r.apiText = name, words
	return r
}

// canMeet reports whether a row applies to an action. A 404 is a success for a deletion, and has its own test.
func (d userAction) canMeet(r faultCase) bool {
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

// newEnvs prepares an action for each row that applies. Actions that change a server get their own.
func (d userAction) newEnvs(t *testing.T, on *proxiedApp, servers []ionossim.Server) []*testEnv {
	t.Helper()
	db := on.openStore(t)
	var envs []*testEnv
	for i, r := range userActionCases() {
		if !d.canMeet(r) {
			continue
		}
		s := newEnv(t, on, db, string(d.kind)+" meets "+r.name, r, servers[i])
		if d.prepare != nil {
			d.prepare(t, s)
		}
		envs = append(envs, s)
	}
	return envs
}

// The table is injected into every call in a snapshot's life, and the page, the simulator, the ledger and the audit
// log are checked.
func TestUserActions_EveryFault(t *testing.T) {
	t.Parallel()
	const ownVolumes = 24 // of the seed data, each with at most one server
	each, all := len(userActionCases()), userActions()
	d := newProxiedAppWith(t, ownVolumes+each*needServer, func(d *proxiedApp) { d.slowPolling = true })
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	for i, action := range all {
		t.Run(string(action.kind), func(t *testing.T) {
			t.Parallel()
			from := max(0, i-len(all)+needServer) * each
			envs := action.newEnvs(t, d, spare[from:from+each])
			for _, s := range envs {
				d.proxy.inject(action.call(s), s.fault.response)
				action.send(t, s)
			}
			for _, s := range envs {
				action.requireShown(t, s)
			}
			for _, s := range envs {
				action.requireEnded(t, s)
			}
		})
	}
}

// requireShown requires that the operation's page explains the fault while it lasts. A change that was applied
// despite a lost response is found soon, so only the history shows it.
func (d userAction) requireShown(t *testing.T, s *testEnv) {
	t.Helper()
	eventuallyMany(t, s.name+" is explained", func() bool {
		op := s.of(t, d.kind)
		texts := []string{"The answer was lost; looking before asking again."}
		if !s.fault.response.applied {
			if op.Failure == nil {
				return false
			}
			texts = append(s.fault.requiredTexts(), op.Failure.Text, `class="next"`)
		}
		if s.app.proxy.hitCount(d.call(s)) == 0 {
			return false // a call before it may have been too slow, with the same message
		}
		status, page := s.app.get(t, "/operations/"+op.ID)
		requireFullPage(t, s.name, status, page)
		return firstMissing(page, texts) == ""
	})
	s.app.proxy.clear(d.call(s))
}

// requireEnded requires that a refusal changed nothing, and that everything else was done once.
func (d userAction) requireEnded(t *testing.T, s *testEnv) {
	t.Helper()
	want, has := operation.Done, true
	if s.fault.outcome.state == "Failed" {
		want, has = operation.Failed, false
	}
	eventuallyMany(t, s.name+" ends", func() bool {
		return !slices.ContainsFunc(s.operations(t), func(op operation.Operation) bool { return !op.Complete() })
	})
	require.Equal(t, want, s.of(t, d.kind).State, "%s: %+v", s.name, s.of(t, d.kind).Failure)
	require.Equal(t, has, d.applied(s), s.name)
	if d.times != nil {
		require.Equal(t, has, d.times(s) == 1, "%s: accepted %d times", s.name, d.times(s))
	}
	for _, op := range s.operations(t) {
		s.requireAuditLog(t, op)
	}
}

// eventuallyMany is eventually for many concurrent waits.
func eventuallyMany(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(400 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(testTimeout); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", testTimeout, what)
		}
	}
}

// requireAuditLog requires one audit entry for the request and one for the outcome.
func (s *testEnv) requireAuditLog(t *testing.T, op operation.Operation) {
	t.Helper()
	entries, err := s.db.AuditOf(t.Context(), op.ID)
	require.NoError(t, err)
	require.Len(t, entries, 2, s.name)
	for i, outcome := range []string{audit.Requested, string(op.State)} {
		e := entries[i]
		require.Equal(t, []string{"admin", "127.0.0.1", string(op.Kind), outcome}, []string{e.Actor, e.ActorAddr, e.Action, e.Outcome}, s.name)
		require.Equal(t, []string{op.DatacenterID, op.DatacenterName, op.VolumeName, op.Params.Name}, []string{e.DatacenterID, e.DatacenterName, e.VolumeName, e.SnapshotName}, s.name)
		if op.Task.Server != nil {
			require.Contains(t, e.Detail, s.server.Name+", "+s.server.ID, s.name)
		}
		if op.Kind == operation.LockSnapshot {
			require.Contains(t, e.Detail, "Reason: audit.", s.name)
		}
	}
	last := entries[1]
	require.Equal(t, op.SnapshotID, last.SnapshotID, s.name)
	require.Equal(t, cmp.Or(op.VolumeID, op.CreatedVolumeID), last.VolumeID, s.name)
	if op.Failure != nil {
		require.Contains(t, last.Detail, op.Failure.Text, s.name)
		require.Equal(t, op.Failure.RequestID, last.RequestID, s.name)
		return
	}
	require.Equal(t, op.RequestID, last.RequestID, s.name)
}

// Another client deletes the snapshot first.
func TestDelete_AlreadyDeleted(t *testing.T) {
	t.Parallel()
	d := newProxiedApp(t, shortCall)
	s := newEnv(t, d, d.openStore(t), "already deleted", faultCasesNamed("404")[0], d.sim.Servers()[0])
	call := deleting().call(s)
	d.proxy.inject(call, s.fault.response)
	deleting().send(t, s)
	op := s.of(t, operation.DeleteSnapshot)
	d.requireTexts(t, s.name, "/operations/"+op.ID, "The snapshot was already deleted.")
	require.NoError(t, d.sim.RemoveSnapshot(s.snapshot.ID))
	d.proxy.clear(call)
	eventuallySlow(t, "it is done", func() bool { return s.of(t, operation.DeleteSnapshot).State == operation.Done })
	s.requireAuditLog(t, s.of(t, operation.DeleteSnapshot))
}

// Another client keeps the data center busy.
func TestLane_WaitsForBusyDatacenter(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWithServers(t, shortCall, 60)
	db := d.openStore(t)
	server := d.sim.Servers()[len(d.sim.Servers())-1]
	var envs []*testEnv
	for _, action := range []userAction{creatingVolume(), overwriting()} {
		envs = append(envs, newEnv(t, d, db, "busy for "+string(action.kind), faultCase{}, server))
	}
	require.NoError(t, d.sim.HoldDatacenter(server.DatacenterID))
	eventuallySlow(t, "the dashboard knows it", func() bool {
		_, text := d.get(t, "/datacenters/"+server.DatacenterID)
		return strings.Contains(text, "Busy")
	})
	for i, action := range []userAction{creatingVolume(), overwriting()} {
		action.send(t, envs[i])
		op := envs[i].of(t, action.kind)
		d.requireTexts(t, envs[i].name, "/operations/"+op.ID, " ahead")
		require.Zero(t, action.times(envs[i]), "no request is sent while it is busy")
	}
	require.NoError(t, d.sim.ReleaseDatacenter(server.DatacenterID))
	for i, action := range []userAction{creatingVolume(), overwriting()} {
		action.requireEnded(t, envs[i])
	}
}
