package faults

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// inject injects a simulator fault, and returns a function that clears it.
func (d *proxiedApp) inject(t *testing.T, f ionossim.Fault) (end func()) {
	t.Helper()
	id, err := d.sim.Faults().Inject(f)
	require.NoError(t, err)
	return func() { d.sim.Faults().Clear(id) }
}

// over waits until the environment's operations are complete.
func (s *testEnv) over(t *testing.T) {
	t.Helper()
	eventuallyMany(t, s.name+" is over", func() bool {
		ops := s.operations(t)
		return len(ops) > 0 && !slices.ContainsFunc(ops, func(op operation.Operation) bool { return !op.Complete() })
	})
}

// Labels become unreadable while another client's lock exists.
func TestDelete_UncheckableIsPrevented(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		unreadable time.Duration
		readable   bool // whether the labels are readable again at the end
		cause      string
	}{
		"for a while":  {time.Hour, true, operation.CauseLocked},
		"for too long": {time.Second, false, operation.CauseUnreadable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newProxiedAppWith(t, 0, func(d *proxiedApp) {
				d.undoWindow, d.change = time.Hour, func(timing *operation.Timing) { timing.Unreadable = c.unreadable }
			})
			s := newEnv(t, d, d.openStore(t), "unreadable "+name, faultCase{}, d.sim.Servers()[0])
			deleting().send(t, s)
			endOne := d.inject(t, ionossim.Fault{Kind: ionossim.ServerError, Method: http.MethodGet, Route: "/snapshots/" + s.snapshot.ID + "/labels"})
			endAll := d.inject(t, ionossim.Fault{Kind: ionossim.ServerError, Method: http.MethodGet, Route: "/labels"})
			s.otherLocks(t)
			op := s.of(t, operation.DeleteSnapshot)
			s.postAction(t, op.ID, "now", http.StatusSeeOther, nil)
			if c.readable {
				eventuallySlow(t, "it waits", func() bool {
					op := s.of(t, operation.DeleteSnapshot)
					return op.State == operation.Waiting && !op.UnreadableSince.IsZero()
				})
				endOne()
				endAll()
			}
			s.over(t)
			require.Equal(t, c.cause, s.of(t, operation.DeleteSnapshot).Prevented())
			_, exists := d.sim.Snapshot(s.snapshot.ID)
			require.True(t, exists)
		})
	}
}

// A server is powered off, and another client starts it during the safety snapshot.
func TestRestore_ServerStartedDuringSafetySnapshot(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWithServers(t, shortCall, 26)
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	s := newEnv(t, d, d.openStore(t), "started in between", faultCase{}, spare[0])
	s.running(t)
	s.awaitServer(t, "RUNNING")
	end := d.inject(t, ionossim.Fault{Kind: ionossim.StuckRunning, Method: http.MethodPost, Route: "*" + s.volume.ID + "/create-snapshot"})
	s.sendOverwrite(t, "stop", "on", "safety", "on", "running", s.server.ID)
	eventuallySlow(t, "the safety snapshot is being made", func() bool { return s.of(t, operation.CreateSnapshot).State.InFlight() && s.serverIs("SHUTOFF") })
	s.other(t, http.MethodPost, s.serverPath()+"/start", "")
	end()
	s.over(t)
	require.Equal(t, operation.Done, s.of(t, operation.StopServer).State)
	require.Equal(t, operation.CauseInUse, s.of(t, operation.RestoreVolume).Prevented())
	require.Equal(t, operation.Done, s.of(t, operation.StartServer).State, "steps that restore the former state still run")
	now, _ := d.sim.Volume(s.volume.ID)
	require.Equal(t, s.volume.Content, now.Content)
	require.True(t, s.serverIs("RUNNING"))

	_, page := d.get(t, "/batches/"+s.of(t, operation.RestoreVolume).Batch)
	require.Contains(t, page, `data-cause="in-use"`)
	require.Contains(t, page, "/operations/"+s.of(t, operation.RestoreVolume).ID+"/again")
	_, form := d.get(t, "/operations/"+s.of(t, operation.RestoreVolume).ID+"/again")
	require.Contains(t, form, `data-repeated="true"`, "the server is running again, so that it is powered off again")
}

// The second restore waits as a whole, even if it is moved to the front.
func TestRestore_TwoOfOneServerDoNotMix(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWithServers(t, shortCall, 26)
	db := d.openStore(t)
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	one, two := newEnv(t, d, db, "first of two", faultCase{}, spare[0]), newEnv(t, d, db, "second of two", faultCase{}, spare[0])
	two.callCloud(t, two.serverPath()+"/volumes", `{"id":"`+two.volume.ID+`"}`)
	one.running(t)
	one.awaitServer(t, "RUNNING")
	two.awaitServer(t, "RUNNING")
	d.proxy.inject("POST "+one.serverPath()+"/stop", response{status: http.StatusLocked})
	one.sendOverwrite(t, "stop", "on", "safety", "on")
	eventuallySlow(t, "the first call was refused", func() bool { return one.of(t, operation.StopServer).Failure != nil })
	two.sendOverwrite(t, "stop", "on", "safety", "on")
	two.postAction(t, two.of(t, operation.RestoreVolume).ID, "front", http.StatusSeeOther, nil)
	d.proxy.clear("POST " + one.serverPath() + "/stop")
	one.over(t)
	two.over(t)
	for _, s := range []*testEnv{one, two} {
		require.True(t, s.overwritten(), s.name)
		for _, op := range s.operations(t) {
			require.Equal(t, operation.Done, op.State, "%s: %s %+v", s.name, op.Kind, op.Failure)
		}
	}
	if began(two.of(t, operation.StopServer)).Before(began(one.of(t, operation.StopServer))) {
		one, two = two, one
	}
	last, first := one.of(t, operation.StartServer), two.of(t, operation.RestoreVolume)
	require.False(t, began(first).Before(last.FinishedAt), "the second one begins when the first one has ended")
	require.True(t, one.serverIs("RUNNING"))
}

func began(op operation.Operation) time.Time {
	for _, stage := range op.Stages {
		if stage.State == operation.Submitting {
			return stage.At
		}
	}
	return op.FinishedAt
}

// The deletions were undone, prevented or refused.
func TestDelete_RetryLeadsToForm(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWith(t, 0, func(d *proxiedApp) { d.undoWindow = time.Hour })
	db, server := d.openStore(t), d.sim.Servers()[0]
	for name, c := range map[string]struct {
		end    func(t *testing.T, s *testEnv, op operation.Operation)
		status int
	}{
		"undone": {func(t *testing.T, s *testEnv, op operation.Operation) {
			t.Helper()
			s.postAction(t, op.ID, "cancel", http.StatusSeeOther, nil)
		}, http.StatusConflict},
		"prevented": {func(t *testing.T, s *testEnv, op operation.Operation) {
			t.Helper()
			s.otherLocks(t)
			s.postAction(t, op.ID, "now", http.StatusSeeOther, nil)
		}, http.StatusConflict},
		"refused": {func(t *testing.T, s *testEnv, op operation.Operation) {
			t.Helper()
			s.app.proxy.inject(deleting().call(s), response{status: http.StatusUnprocessableEntity})
			s.postAction(t, op.ID, "now", http.StatusSeeOther, nil)
		}, http.StatusSeeOther},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t, d, db, "again "+name, faultCase{}, server)
			deleting().send(t, s)
			op := s.deletions(t)[0]
			c.end(t, s, op)
			s.over(t)
			status, text, to := d.postUntilWritten(t, "/operations/"+op.ID+"/retry", nil)
			require.Equal(t, c.status, status, text)
			if c.status == http.StatusSeeOther {
				require.Equal(t, "/snapshots/"+s.snapshot.ID+"/delete", to)
			}
			require.Len(t, s.deletions(t), 1, "nothing is recorded without the form")
			_, exists := d.sim.Snapshot(s.snapshot.ID)
			require.True(t, exists)
		})
	}
}

// Forms for one snapshot are sent concurrently.
func TestDelete_ParallelFormsPlanOne(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWith(t, 0, func(d *proxiedApp) { d.undoWindow = time.Hour })
	s := newEnv(t, d, d.openStore(t), "many at once", faultCase{}, d.sim.Servers()[0])
	eventuallySlow(t, "the snapshot is known", func() bool { status, _ := d.get(t, "/snapshots/"+s.snapshot.ID); return status == http.StatusOK })
	statuses := make(chan int, 5)
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		go func() {
			response, err := d.http.PostForm(d.url+"/snapshots/"+s.snapshot.ID+"/delete", url.Values{"key": {key}, "phrase": {"delete the last one"}})
			if err != nil {
				statuses <- 0
				return
			}
			_ = response.Body.Close()
			statuses <- response.StatusCode
		}()
	}
	count := map[int]int{}
	for range 5 {
		count[<-statuses]++
	}
	require.Equal(t, map[int]int{http.StatusSeeOther: 1, http.StatusConflict: 4}, count)
	require.Len(t, s.deletions(t), 1)
	s.postAction(t, s.deletions(t)[0].ID, "cancel", http.StatusSeeOther, nil)
	_, page := d.get(t, "/snapshots/"+s.snapshot.ID+"/delete")
	require.Contains(t, page, "Delete snapshot", "undone once, nothing is planned any more")
}

// The deletion is requested while a restore of the snapshot runs.
func TestDelete_NeededByRestoreIsPrevented(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWith(t, 0, func(d *proxiedApp) { d.undoWindow = time.Hour })
	s := newEnv(t, d, d.openStore(t), "needed", faultCase{}, d.sim.Servers()[0])
	end := d.inject(t, ionossim.Fault{Kind: ionossim.StuckRunning, Method: http.MethodPost, Route: "*" + s.volume.ID + "/create-snapshot"})
	s.sendOverwrite(t, "safety", "on")
	status, page := d.post(t, "/snapshots/"+s.snapshot.ID+"/delete", url.Values{"key": {"k"}, "phrase": {"delete the last one"}})
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, `data-error="in-use"`)
	require.Contains(t, page, "/operations/")
	require.Empty(t, s.deletions(t))
	end()
	s.over(t)
	require.True(t, s.overwritten())
}

// A call is sent again while a gateway still holds the first one.
func TestGateway_HeldCallDuplicateIsDetected(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWith(t, 0, func(d *proxiedApp) {
		d.undoWindow, d.change = time.Hour, func(timing *operation.Timing) {
			timing.CallTimeout, timing.Hold, timing.UnknownAfter = time.Minute, time.Hour, 2*time.Hour // only the gateway loses a response
		}
	})
	s := newEnv(t, d, d.openStore(t), "held", faultCase{}, d.sim.Servers()[0])
	create := "/datacenters/" + s.volume.DatacenterID + "/volumes/" + s.volume.ID + "/snapshots"
	end := d.inject(t, ionossim.Fault{Kind: ionossim.GatewayTimeoutAfter, Hold: time.Hour, Count: 1, Method: http.MethodPost, Route: "*" + s.volume.ID + "/create-snapshot"})
	eventuallySlow(t, "the form is taken", func() bool {
		status, _ := d.post(t, create, url.Values{"key": {"k"}, "name": {"held twice"}})
		return status == http.StatusSeeOther
	})
	made := func() operation.Operation {
		ops, _, err := s.db.Ledger(nil).List(t.Context(), operation.Filter{VolumeID: s.volume.ID, Kinds: []operation.Kind{operation.CreateSnapshot}})
		require.NoError(t, err)
		require.Len(t, ops, 1)
		return ops[0]
	}
	eventuallySlow(t, "the response is lost", func() bool { op := made(); return op.State == operation.Submitting && op.Failure != nil })
	op := made()
	page := d.requireTexts(t, "held", "/operations/"+op.ID, "may still receive the request until", "Send again now")
	require.Contains(t, page, "data-arrives=")
	require.Empty(t, d.snapshotsNamed("held twice"))
	s.postAction(t, op.ID, "send-again", http.StatusSeeOther, nil)
	eventuallySlow(t, "it is done", func() bool { return made().State == operation.Done })
	end()
	d.sim.ForwardDelayed()
	eventuallySlow(t, "there are two", func() bool { return len(d.snapshotsNamed("held twice")) == 2 })
	for _, path := range []string{"/operations/" + op.ID, "/datacenters/" + s.volume.DatacenterID + "/volumes/" + s.volume.ID, "/"} {
		eventuallySlow(t, path+" says so", func() bool {
			_, text := d.get(t, path)
			named := strings.Contains(text, `data-twice="`+op.ID+`"`) || strings.Contains(text, `<li id="twice-`+op.ID+`"`)
			return named && strings.Contains(text, "data-surplus")
		})
	}
	s.deleteSurplus(t)
}

// deleteSurplus deletes the duplicate that the overview offers to delete. As long as the other copy is good, no phrase is needed.
func (s *testEnv) deleteSurplus(t *testing.T) {
	t.Helper()
	_, text := s.app.get(t, "/")
	form := regexp.MustCompile(`data-surplus href="(/snapshots/[^"]+/delete)"`).FindStringSubmatch(text)[1]
	eventuallySlow(t, "another good copy remains", func() bool {
		_, text := s.app.get(t, form)
		return strings.Contains(text, `class="danger"`) && !strings.Contains(text, `id="phrase"`)
	})
	status, _ := s.app.post(t, form, url.Values{"key": {"surplus"}})
	require.Equal(t, http.StatusSeeOther, status)
	eventuallySlow(t, "it is on its way out", func() bool {
		_, text := s.app.get(t, "/")
		return !strings.Contains(text, "data-surplus")
	})
}

// The request waits for longer than a gateway holds a call, with and without a lock that comes too late.
func TestDelete_LostAnswerIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, locked := range map[string]bool{"alone": false, "locked too late": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newProxiedAppWith(t, 0, func(d *proxiedApp) {
				d.change = func(timing *operation.Timing) { timing.Hold = 500 * time.Millisecond }
			})
			s := newEnv(t, d, d.openStore(t), "sent once "+name, faultCase{}, d.sim.Servers()[0])
			route := "/snapshots/" + s.snapshot.ID
			end := d.inject(t, ionossim.Fault{Kind: ionossim.StuckQueued, Method: http.MethodDelete, Route: route})
			d.inject(t, ionossim.Fault{Kind: ionossim.GatewayTimeoutAfter, Count: 1, Method: http.MethodDelete, Route: route})
			deleting().send(t, s)
			eventuallySlow(t, "its request is found", func() bool { op := s.of(t, operation.DeleteSnapshot); return op.RequestID != "" })
			if locked {
				s.otherLocks(t)
			}
			end()
			s.over(t)
			require.Equal(t, operation.Done, s.of(t, operation.DeleteSnapshot).State)
			require.Equal(t, 1, s.accepted(http.MethodDelete, route, ""))
			require.True(t, deleting().applied(s))
		})
	}
}

// The creation of a volume that is to be attached fails.
func TestCreateVolume_RetryWithServer(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWithServers(t, shortCall, 26)
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	s := newEnv(t, d, d.openStore(t), "with its server", faultCase{}, spare[0])
	d.inject(t, ionossim.Fault{Kind: ionossim.Failed, Count: 1, Method: http.MethodPost, Route: "/datacenters/" + s.server.DatacenterID + "/volumes", Body: s.name})
	s.sendVolume(t, s.server.ID)
	s.over(t)
	failed := s.of(t, operation.CreateVolume)
	require.Equal(t, operation.Failed, failed.State)
	s.postAction(t, failed.ID, "retry", http.StatusSeeOther, nil)
	eventuallyMany(t, "it is attached", func() bool { return attaching().applied(s) })
	s.over(t)
	require.Len(t, s.operations(t), 4)
}

// One volume is reported as busy permanently.
func TestLane_BusyVolumeDoesNotBlock(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWith(t, 0, func(d *proxiedApp) {
		d.width, d.change = 1, func(timing *operation.Timing) { timing.Busy = 10 * time.Second }
	})
	db, server := d.openStore(t), d.sim.Servers()[0]
	stuck, free := newEnv(t, d, db, "stays busy", faultCase{}, server), newEnv(t, d, db, "continues", faultCase{}, server)
	d.proxy.inject("POST "+stuck.volumePath()+"/create-snapshot", response{status: http.StatusLocked})
	state := func(s *testEnv) operation.State {
		ops, _, err := db.Ledger(nil).List(t.Context(), operation.Filter{VolumeID: s.volume.ID, Kinds: []operation.Kind{operation.CreateSnapshot}})
		require.NoError(t, err)
		if len(ops) == 0 {
			return ""
		}
		return ops[0].State
	}
	for _, s := range []*testEnv{stuck, free} {
		eventuallySlow(t, s.name+" is requested", func() bool {
			_, _ = d.post(t, "/datacenters/"+s.volume.DatacenterID+"/volumes/"+s.volume.ID+"/snapshots", url.Values{"key": {"k"}, "name": {s.name}})
			return state(s) != ""
		})
	}
	eventuallySlow(t, "the other operation is done", func() bool { return state(free) == operation.Done })
	require.NotEqual(t, operation.Done, state(stuck))
	eventuallySlow(t, "the busy operation ends", func() bool { return state(stuck) == operation.Failed })
	ops, _, err := db.Ledger(nil).List(t.Context(), operation.Filter{VolumeID: stuck.volume.ID})
	require.NoError(t, err)
	d.requireTexts(t, "busy", "/operations/"+ops[0].ID, "Failed")
}
