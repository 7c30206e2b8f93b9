package operation

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// forbidden describes how one cause forbids a kind of operation.
type forbidden struct {
	requests func(env *testEnv) []Request
	forbid   func(env *testEnv)
	// intact reports whether the target was not destroyed.
	intact func(env *testEnv) bool
	// incomplete is set where a lost response looks like an applied call while the cause lasts, and the outcome
	// is therefore unknown.
	incomplete bool
}

// addCopy adds another good snapshot of the volume "vol".
func (env *testEnv) addCopy(id string) {
	env.cloud.cloudState.snapshots[id] = inventory.Snapshot{
		ID: id, Name: id, Description: "[snapdeck op=" + id + " vol=vol]", Location: "de/fra", SizeGB: 10,
		Metadata: inventory.Metadata{State: inventory.StateAvailable},
	}
}

func (env *testEnv) setState(snapshotID string, state inventory.State) {
	s := env.cloud.cloudState.snapshots[snapshotID]
	s.Metadata.State = state
	env.cloud.cloudState.snapshots[snapshotID] = s
}

// plainRestore overwrites the volume of a stopped server.
func plainRestore(safety bool) Restore {
	r := restoreOf("snap", "vol", false)
	if !safety {
		r.Safety = func(string) string { return "" }
	}
	return r
}

func deletionOf(id string) func(env *testEnv) []Request {
	return func(env *testEnv) []Request {
		env.addCopy("copy")
		return []Request{env.engine.Deletion(id, Consent{})}
	}
}

func offAnd(r Restore) func(env *testEnv) []Request {
	return func(env *testEnv) []Request {
		env.cloud.cloudState.server.VMState = "SHUTOFF"
		return r.Requests()
	}
}

// allForbidden lists how each destructive kind can be forbidden; TestProhibitions_EveryDestructiveKindIsCovered
// keeps it complete.
func allForbidden() map[Kind]map[string]map[string]forbidden {
	stays := func(env *testEnv) bool {
		_, exists := env.cloud.cloudState.snapshots["snap"]
		return exists && env.cloud.deletions <= 1
	}
	untouched := func(env *testEnv) bool { return env.cloud.cloudState.content["vol"] == "today" }
	runs := func(env *testEnv) bool { return env.cloud.cloudState.server.VMState == "RUNNING" }
	away := func(env *testEnv) { env.cloud.listingsFail = fault(inventory.ErrServer, 500) }
	return map[Kind]map[string]map[string]forbidden{
		DeleteSnapshot: {
			CauseLocked: {
				"by a label of another tool": {requests: deletionOf("snap"), intact: stays, forbid: func(env *testEnv) { env.cloud.cloudState.labels[inventory.LabelLock] = endlessLock }},
				"by a lock of our own":       {requests: deletionOf("snap"), intact: stays, forbid: func(env *testEnv) { env.submit("lock", Locking("snap", Lock{Reason: "audit"})) }},
				"by a label beside a lock that ran out": {requests: deletionOf("snap"), intact: stays, forbid: func(env *testEnv) {
					env.submit("lock", Locking("snap", Lock{Reason: "old", Until: time.Now().Add(time.Nanosecond)}))
					time.Sleep(time.Nanosecond)
					env.cloud.cloudState.labels[inventory.LabelLock] = endlessLock
				}},
			},
			CauseLastGood: {
				"since the other one was deleted": {requests: deletionOf("snap"), intact: stays, forbid: func(env *testEnv) { delete(env.cloud.cloudState.snapshots, "copy") }},
				"while it is being changed": {requests: deletionOf("snap"), intact: stays, forbid: func(env *testEnv) {
					delete(env.cloud.cloudState.snapshots, "copy")
					env.setState("snap", inventory.StateBusy)
				}},
				"since the other one failed": {requests: deletionOf("snap"), intact: stays, forbid: func(env *testEnv) { env.setState("copy", inventory.StateFailed) }},
			},
			CauseInUse: {
				"by a restore": {requests: deletionOf("snap"), intact: stays, forbid: func(env *testEnv) {
					env.cloud.cloudState.server.VMState = "SHUTOFF"
					env.submit("restore", env.confirmed(plainRestore(true).Requests()...)...)
				}},
				"by a new volume": {requests: deletionOf("snap"), intact: stays, forbid: func(env *testEnv) {
					env.submit("volume", NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, nil)...)
				}},
			},
			CauseUnreadable: {"when nothing can be read": {requests: deletionOf("snap"), intact: stays, forbid: away, incomplete: true}},
		},
		RestoreVolume: {
			CauseInUse:         {"by a server that was started": {requests: offAnd(plainRestore(false)), intact: untouched, forbid: func(env *testEnv) { env.cloud.cloudState.server.VMState = "RUNNING" }}},
			CauseSafetyMissing: {"since it was deleted": {requests: offAnd(plainRestore(true)), intact: untouched, forbid: func(env *testEnv) { env.cloud.creations = nil }}},
			CauseUnreadable:    {"when nothing can be read": {requests: offAnd(plainRestore(false)), intact: untouched, forbid: away, incomplete: true}},
		},
		StopServer: {
			CauseInUse: {
				"of what the snapshot became": {
					requests: func(*testEnv) []Request { return restoreOf("snap", "vol", true).Requests() }, intact: runs,
					forbid: func(env *testEnv) { env.setState("snap", inventory.StateFailed) },
				},
			},
			CauseUnreadable: {
				"when nothing can be read": {
					requests: func(*testEnv) []Request { return restoreOf("snap", "vol", true).Requests() }, intact: runs, forbid: away, incomplete: true,
				},
			},
		},
	}
}

func untilDue(op Operation) time.Duration { return max(0, time.Until(op.NotBefore)) }

// moments returns the times at which an operation becomes forbidden: the test runs until then and calls act.
func moments() map[string]func(env *testEnv, op Operation, act func()) {
	still := func(point string) func(env *testEnv, op Operation, act func()) {
		return func(env *testEnv, op Operation, act func()) {
			env.ledger.passPoint = func(at string) {
				if at == point && env.op(op.ID).State != Done {
					env.ledger.passPoint = env.passPoint
					act()
					time.Sleep(5 * time.Second) // the process is suspended
				}
			}
			env.advanceFor(op.ID, untilDue(op)+time.Second)
		}
	}
	return map[string]func(env *testEnv, op Operation, act func()){
		"as soon as it is requested": func(_ *testEnv, _ Operation, act func()) { act() },
		"just before it is due": func(env *testEnv, op Operation, act func()) {
			if due := untilDue(op); due > 0 {
				env.advanceFor(op.ID, due-time.Second)
			}
			act()
		},
		"after it was looked at": still("before Start"),
		"after it was begun":     still("after Start"),
		"after a lost answer": func(env *testEnv, op Operation, act func()) {
			lost := response{err: lost(inventory.ErrServer, 504)}
			env.cloud.cloudState.responses, env.cloud.deleting = []response{lost}, []response{lost}
			env.advanceFor(op.ID, untilDue(op)+time.Second)
			act()
		},
	}
}

func TestProhibitions_AreReadRightBeforeEachSend(t *testing.T) {
	t.Parallel()
	for kind, causes := range allForbidden() {
		for cause, ways := range causes {
			for way, c := range ways {
				for moment, drive := range moments() {
					t.Run(string(kind)+"/"+cause+" "+way+"/"+moment, func(t *testing.T) {
						t.Parallel()
						runEnv(t, func(env *testEnv) { checkForbidden(env, kind, cause, c, moment, drive) })
					})
				}
			}
		}
	}
}

func checkForbidden(env *testEnv, kind Kind, cause string, c forbidden, moment string, drive func(*testEnv, Operation, func())) {
	ops := env.submit("form", env.confirmed(c.requests(env)...)...)
	i := slices.IndexFunc(ops, func(op Operation) bool { return op.Kind == kind })
	env.finishAll(ops[:i])
	acted := false
	drive(env, env.op(ops[i].ID), func() { acted = true; c.forbid(env) })
	require.True(env.t, acted)
	op := env.finish(ops[i].ID)
	require.True(env.t, c.intact(env))
	require.Empty(env.t, env.ledger.violations)
	if c.incomplete && moment == "after a lost answer" {
		require.Equal(env.t, Unknown, op.State)
		return
	}
	require.Equal(env.t, Cancelled, op.State, "%+v", op.Stages)
	require.Equal(env.t, cause, op.Prevented())
	require.NotEmpty(env.t, op.Failure.Text)
	env.cloud.listingsFail = nil
	for _, after := range env.finishAll(ops[i+1:]) {
		if after.Kind == StartServer {
			require.Equal(env.t, Done, after.State, "steps that restore the former state still run")
			continue
		}
		require.Equal(env.t, Failed, after.State)
		require.Equal(env.t, NotStarted, after.Failure.Kind)
	}
	require.True(env.t, c.intact(env))
}

func TestProhibitions_EveryDestructiveKindIsCovered(t *testing.T) {
	t.Parallel()
	all := allForbidden()
	for _, kind := range Kinds() {
		s := kind.Spec()
		require.Equal(t, s.destroys, len(all[kind]) > 0, kind)
		if !s.destroys {
			require.Empty(t, s.prohibitions, kind)
			continue
		}
		require.NotEmpty(t, s.prohibitions, kind)
		require.NotEmpty(t, all[kind][CauseUnreadable], "%s: an unreadable prohibition forbids", kind)
		for _, p := range s.prohibitions {
			require.NotEmpty(t, all[kind][p.cause], "%s: %s", kind, p.cause)
		}
	}
}

func TestKinds_UnknownOneHasOnlyWords(t *testing.T) {
	t.Parallel()
	s := Kind("of next year").Spec()
	require.Nil(t, s.send)
	require.NotEmpty(t, s.Words.Label)
	require.NotContains(t, Kinds(), s.Kind)
}

// Each deletion was confirmed while the other good snapshot existed, so one of the two must stay.
func TestDeletion_ConcurrentOnesLeaveOneGoodSnapshot(t *testing.T) {
	t.Parallel()
	for point, more := 1, true; more; point++ {
		runEnv(t, func(env *testEnv) {
			env.addCopy("copy")
			ops := env.submit("form", env.confirmed(env.engine.Deletion("snap", Consent{}), env.engine.Deletion("copy", Consent{}))...)
			time.Sleep(time.Hour)
			before := len(env.passedPoints)
			seen := 0
			env.ledger.passPoint = func(string) { // the other deletion continues at this point
				if seen++; seen == point {
					env.ledger.passPoint = func(string) {}
					env.advance(ops[1].ID)
				}
			}
			env.advance(ops[0].ID)
			more = seen >= point
			env.ledger.passPoint = env.passPoint
			ended := env.finishAll(ops)
			require.Len(t, env.cloud.cloudState.snapshots, 1, "point %d of %d: %+v", point, before, ended)
			require.ElementsMatch(t, []string{"", CauseLastGood}, []string{ended[0].Prevented(), ended[1].Prevented()})
		})
	}
}

func TestDeletion_ManyShareOneListing(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		var requests []Request
		for i := range 40 {
			id := "copy-" + string(rune('a'+i))
			env.addCopy(id)
			requests = append(requests, env.engine.Deletion(id, Consent{}))
		}
		ops := env.submit("form", env.confirmed(requests...)...)
		time.Sleep(time.Hour)
		from := len(env.passedPoints)
		for _, op := range ops {
			env.advance(op.ID)
		}
		reads := map[string]int{}
		for _, point := range env.passedPoints[from:] {
			reads[point]++
		}
		require.LessOrEqual(t, reads["Snapshots"]+reads["Labels"], 4, "one listing for all")
		require.LessOrEqual(t, reads["SnapshotLabels"], manyReads)
		require.LessOrEqual(t, reads["Snapshot"], 2*len(ops)+manyReads, "for each: a snapshot that remains, and a check whether its own is gone")
	})
}

// duringPrecheckRead calls act, and lets time pass, at the n-th read of a precheck.
func (env *testEnv) duringPrecheckRead(n int, takes time.Duration, act func()) {
	env.cloud.passPoint = func(string) {
		if n--; n == 0 {
			env.cloud.passPoint = env.passPoint
			act()
			time.Sleep(takes)
		}
	}
}

// A suspended process, or a slow API, may pause between two reads of one precheck.
func TestProhibitions_ReadAgainAfterPause(t *testing.T) {
	t.Parallel()
	for kind, c := range map[Kind]struct {
		cause string
		reads int // of one precheck
	}{
		DeleteSnapshot: {CauseLocked, 3}, // the snapshot, its labels, another one that remains
		RestoreVolume:  {CauseInUse, 4},  // the snapshot, the volume, the servers, the safety snapshot
	} {
		for read := 2; read <= c.reads; read++ {
			t.Run(fmt.Sprintf("%s/%d", kind, read), func(t *testing.T) {
				t.Parallel()
				runEnv(t, func(env *testEnv) {
					requests := deletionOf("snap")
					if kind == RestoreVolume {
						requests = offAnd(plainRestore(true))
					}
					ops := env.submit("form", env.confirmed(requests(env)...)...)
					op := ops[len(ops)-1]
					env.finishAll(ops[:len(ops)-1])
					time.Sleep(untilDue(op))
					env.duringPrecheckRead(read, 5*time.Second, func() {
						env.cloud.cloudState.labels[inventory.LabelLock] = endlessLock
						env.cloud.cloudState.server.VMState = "RUNNING"
					})
					op = env.finish(op.ID)
					require.Equal(t, c.cause, op.Prevented(), "%+v", op.Stages)
					require.Zero(t, env.cloud.deletions)
					require.Equal(t, "today", env.cloud.cloudState.content["vol"])
				})
			})
		}
	}
}

// A prohibition that takes too long to read counts as unreadable.
func TestProhibitions_SlowReadForbids(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		op := env.submit("form", deletionOf("snap")(env)...)[0]
		time.Sleep(untilDue(op))
		env.cloud.passPoint = func(string) { time.Sleep(maxReadTime / 2) }
		op = env.finish(op.ID)
		require.Equal(t, CauseUnreadable, op.Prevented(), "%+v", op.Stages)
		require.Zero(t, env.cloud.deletions)
	})
}

// A suspended process continues after its deadline, when another one may have sent the call.
func TestSend_SuspendedProcessSendsNothing(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		op := env.submit("form", deletionOf("snap")(env)...)[0]
		time.Sleep(untilDue(op))
		env.ledger.passPoint = func(point string) {
			if point == "after Start" {
				env.ledger.passPoint = env.passPoint
				time.Sleep(5 * time.Minute)
			}
		}
		env.advance(op.ID)
		require.Zero(t, env.cloud.deletions)
		require.Equal(t, Done, env.finish(op.ID).State)
		require.Equal(t, 1, env.cloud.deletions)
	})
}
