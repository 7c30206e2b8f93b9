package operation

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// task is a user's action on a snapshot: its requests, its calls, and the final state of IONOS Cloud.
type task struct {
	requests func(env *testEnv) []Request
	calls    []string // mutations besides labels and deletions
	holds    func(env *testEnv) bool
}

func tasks() map[string]task {
	return map[string]task{
		"rename": {
			requests: func(*testEnv) []Request {
				return []Request{Editing("snap", []FieldChange{{"name", "old", "new"}, {"description", "text", "words"}})}
			},
			calls: []string{"EditSnapshot"},
			holds: func(env *testEnv) bool {
				s := env.cloud.cloudState.snapshots["snap"]
				return s.Name == "new" && s.Description == "words\n[snapdeck op=first vol=vol]"
			},
		},
		"label": {
			requests: func(*testEnv) []Request {
				return []Request{Labelling("snap", []LabelChange{{Key: "team", Value: "db"}, {Key: "old", Remove: true}})}
			},
			holds: func(env *testEnv) bool {
				_, old := env.cloud.cloudState.labels["old"]
				return env.cloud.cloudState.labels["team"] == "db" && !old
			},
		},
		"label a volume": {
			requests: func(*testEnv) []Request {
				return []Request{LabellingVolume("dc", "vol", []LabelChange{{Key: inventory.LabelTarget, Value: "7d"}, {Key: "old", Remove: true}})}
			},
			holds: func(env *testEnv) bool {
				_, old := env.cloud.cloudState.tags["old"]
				return env.cloud.cloudState.tags[inventory.LabelTarget] == "7d" && !old
			},
		},
		"confirm a source": {
			requests: func(*testEnv) []Request {
				return []Request{Labelling("snap", ConfirmedSource("dc", "vol"))}
			},
			holds: func(env *testEnv) bool {
				l := env.cloud.cloudState.labels
				return l[inventory.LabelVolume] == "vol" && l[inventory.LabelDatacenter] == "dc" && l[inventory.LabelSource] == inventory.SourceConfirmed
			},
		},
		"deny a source": {
			requests: func(*testEnv) []Request {
				return []Request{Labelling("snap", DeniedSource())}
			},
			holds: func(env *testEnv) bool {
				_, labelled := env.cloud.cloudState.labels[inventory.LabelVolume]
				return env.cloud.cloudState.labels[inventory.LabelSource] == inventory.SourceNone && !labelled
			},
		},
		"lock": {
			requests: func(*testEnv) []Request {
				return []Request{Locking("snap", Lock{Reason: "audit"})}
			},
			holds: func(env *testEnv) bool { return env.cloud.cloudState.labels[inventory.LabelLock] == endlessLock },
		},
		"delete": {
			requests: func(env *testEnv) []Request {
				return []Request{env.engine.Deletion("snap", Consent{LastGood: true})}
			},
			holds: func(env *testEnv) bool { return len(env.cloud.cloudState.snapshots) == 0 },
		},
		"new volume": {
			requests: func(*testEnv) []Request {
				return NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, &ServerRef{ID: "srv", Name: "web"})
			},
			calls: []string{"CreateVolume", "AttachVolume"},
			holds: func(env *testEnv) bool {
				l := env.cloud.cloudState
				return len(l.volumes) == 2 && len(l.server.VolumeIDs) == 2 && l.content[l.server.VolumeIDs[1]] == "snap"
			},
		},
		"restore": {
			requests: func(*testEnv) []Request { return restoreOf("snap", "vol", true).Requests() },
			calls:    []string{"StopServer", "RestoreSnapshot", "StartServer"},
			holds: func(env *testEnv) bool {
				l := env.cloud.cloudState
				return l.content["vol"] == "snap" && l.server.VMState == "RUNNING" && len(env.cloud.creations) == 1
			},
		},
	}
}

// ask records the requests of a task.
func (c task) ask(env *testEnv) Result {
	env.t.Helper()
	result, err := env.engine.Submit(env.t.Context(), bea, Key{Form: "k"}, env.confirmed(c.requests(env)...)...)
	require.NoError(env.t, err)
	return result
}

// restoreOf returns a restore of a volume of the running server, with a safety snapshot.
func restoreOf(snapshotID, volumeID string, power bool) Restore {
	r := Restore{DatacenterID: "dc", Pairs: []RestorePair{{snapshotID, volumeID}}, Safety: func(string) string { return "safety" }}
	if power {
		r.Stop, r.Start = &ServerRef{ID: "srv", Name: "web"}, &ServerRef{ID: "srv", Name: "web"}
	}
	return r
}

// finishAll advances operations concurrently, as several jobs do, until all have ended.
func (env *testEnv) finishAll(ops []Operation) []Operation {
	for start := time.Now(); ; {
		open, least := false, time.Hour
		for _, op := range ops {
			retryIn, done := env.advance(op.ID)
			if !done && env.op(op.ID).State != Unknown {
				open, least = true, min(least, retryIn)
			}
		}
		if !open {
			break
		}
		require.Less(env.t, time.Since(start), 24*time.Hour, "it never ends: %+v", ops)
		time.Sleep(max(least, time.Second))
	}
	ended := make([]Operation, 0, len(ops))
	for _, op := range ops {
		ended = append(ended, env.op(op.ID))
	}
	return ended
}

func TestKinds_EachRequestAppliedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range tasks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				first, again := c.ask(env), c.ask(env)
				require.True(t, again.Earlier)
				require.Equal(t, ids(first.Ops), ids(again.Ops), "the same key gives the same operations")
				for _, op := range env.finishAll(first.Ops) {
					require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Failure)
				}
				require.True(t, c.holds(env))
				require.Equal(t, c.calls, env.cloud.cloudState.calls)
				require.Empty(t, env.ledger.violations)
			})
		})
	}
}

func ids(ops []Operation) []string {
	var all []string
	for _, op := range ops {
		all = append(all, op.ID)
	}
	return all
}

func TestKinds_ChangeFailsWhenSnapshotDeleted(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]bool{"rename": true, "label": true, "confirm a source": true, "lock": true, "unlock": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				if lose {
					env.cloud.cloudState.responses = []response{{err: lost(inventory.ErrServer, 504)}}
					env.cloud.labelResponses = []error{lost(inventory.ErrServer, 504)}
				}
				one := tasks()[name]
				if name == "unlock" {
					one.requests = func(*testEnv) []Request { return []Request{Unlocking("snap")} }
					delete(env.cloud.cloudState.snapshots, "snap") // removing a missing label succeeds too, so only a read proves it
				}
				requested := one.ask(env)
				env.advance(requested.Ops[0].ID)
				delete(env.cloud.cloudState.snapshots, "snap")
				require.Equal(t, Failed, env.finishAll(requested.Ops)[0].State)
			})
		})
	}
}

func TestKinds_AnyAnswerAppliesAtMostOnce(t *testing.T) {
	t.Parallel()
	responses := map[string]response{
		"taken, and the response lost":      {err: lost(inventory.ErrServer, 504), applied: true},
		"not taken, and the response lost":  {err: lost(inventory.ErrServer, 504)},
		"taken, and the connection cut":     {err: lost(inventory.ErrUnreachable, 0), applied: true},
		"taken, and never answered":         {hang: true, applied: true},
		"never answered":                    {hang: true},
		"busy":                              {err: fault(inventory.ErrBusy, 423)},
		"too many requests":                 {err: fault(inventory.ErrRateLimited, 429)},
		"maintenance, although it took it":  {err: fault(inventory.ErrMaintenance, 503), applied: true},
		"server error, although it took it": {err: fault(inventory.ErrServer, 500), applied: true},
	}
	for name, c := range tasks() {
		if len(c.calls) == 0 {
			continue
		}
		for what, a := range responses {
			for call, callName := range c.calls {
				t.Run(name+": "+callName+" "+what, func(t *testing.T) {
					t.Parallel()
					runEnv(t, func(env *testEnv) {
						env.cloud.cloudState.responses = append(make([]response, call), a)
						requested := c.ask(env)
						for _, op := range env.finishAll(requested.Ops) {
							require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Failure)
						}
						require.True(t, c.holds(env))
						for _, once := range []string{"CreateVolume", "RestoreSnapshot"} {
							require.LessOrEqual(t, env.cloud.cloudState.countApplied(once), 1, "%v", env.cloud.cloudState.calls)
						}
						require.Empty(t, env.ledger.violations)
					})
				})
			}
		}
	}
}

func TestKinds_CrashAtEveryPoint(t *testing.T) {
	t.Parallel()
	for name, c := range tasks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for point, more := 1, true; more; point++ {
				runEnv(t, func(env *testEnv) {
					env.killAt[point] = true
					var ended []Operation
					for tries := 0; ; tries++ {
						require.Less(t, tries, 5)
						if env.surviveCrash(func() {
							requested := c.ask(env)
							ended = env.finishAll(requested.Ops)
						}) {
							break
						}
						env.start()
					}
					for _, op := range ended {
						require.Equal(t, Done, op.State, "killed at point %d: %s: %+v", point, op.Kind, op.Failure)
					}
					require.True(t, c.holds(env), "killed at point %d", point)
					require.LessOrEqual(t, len(env.cloud.cloudState.works), len(c.calls), "nothing was applied twice: %v", env.cloud.cloudState.calls)
					require.LessOrEqual(t, env.cloud.deletions, 2)
					require.Empty(t, env.ledger.violations)
					more = len(env.passedPoints) >= point
				})
			}
		})
	}
}

func TestDelete_CancelledIsNeverApplied(t *testing.T) {
	t.Parallel()
	for point, more := 1, true; more; point++ {
		runEnv(t, func(env *testEnv) {
			requested := tasks()["delete"].ask(env)
			id := requested.Ops[0].ID
			env.advanceFor(id, 9*time.Minute)
			before := len(env.passedPoints)
			env.killAt[before+point] = true
			for !env.surviveCrash(func() {
				_, err := env.engine.Cancel(t.Context(), id, bea)
				require.NoError(t, err)
				env.advanceFor(id, time.Hour)
			}) {
				env.start()
			}
			require.Equal(t, Cancelled, env.op(id).State)
			require.Zero(t, env.cloud.deletions)
			require.Len(t, env.cloud.cloudState.snapshots, 1)
			more = len(env.passedPoints) >= before+point
		})
	}
}

func TestDelete_WaitsForUndoWindow(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		requested := tasks()["delete"].ask(env)
		id := requested.Ops[0].ID
		require.True(t, env.advanceFor(id, 9*time.Minute+59*time.Second).Planned())
		require.Zero(t, env.cloud.deletions)
		var open *OpenError
		_, err := env.engine.Submit(t.Context(), bea, Key{Form: "other"}, env.engine.Deletion("snap", Consent{}))
		require.ErrorAs(t, err, &open, "one deletion is enough")
		require.Equal(t, id, open.Operation.ID)
		_, err = env.engine.StartNow(t.Context(), id, bea)
		require.NoError(t, err)
		require.Equal(t, Done, env.finish(id).State)
		_, err = env.engine.StartNow(t.Context(), id, bea)
		require.ErrorIs(t, err, ErrTooLate)
	})
}

func TestDelete_FailedSnapshotAtOnce(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		s := env.cloud.cloudState.snapshots["snap"]
		s.Metadata.State = inventory.StateFailed
		env.cloud.cloudState.snapshots["snap"] = s
		requested := tasks()["delete"].ask(env)
		require.False(t, requested.Ops[0].Planned())
	})
}

func TestLock_BlocksDeletionUntilExpiry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lock   Lock
		unlock bool
		by     string // "label" when the ledger has no lock
		state  State
	}{
		"for good":              {lock: Lock{Reason: "audit"}, state: Cancelled},
		"only its label known":  {lock: Lock{Reason: "audit"}, by: "label", state: Cancelled},
		"until tomorrow":        {lock: Lock{Reason: "audit", Until: time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC)}, state: Cancelled},
		"label until tomorrow":  {lock: Lock{Reason: "audit", Until: time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC)}, by: "label", state: Cancelled},
		"until a minute":        {lock: Lock{Reason: "audit", Until: time.Date(2000, 1, 1, 0, 1, 0, 0, time.UTC)}, state: Done},
		"label until a minute":  {lock: Lock{Reason: "audit", Until: time.Date(2000, 1, 1, 0, 1, 0, 0, time.UTC)}, by: "label", state: Done},
		"unlocked in between":   {lock: Lock{Reason: "audit"}, unlock: true, state: Done},
		"locked again by label": {lock: Lock{Reason: "audit"}, unlock: true, by: "label", state: Cancelled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				lockOnce := func() {
					env.finishAll(env.submit("lock", Locking("snap", c.lock)))
				}
				byLabel := func() {
					for _, l := range c.lock.LabelChanges() {
						env.cloud.cloudState.labels[l.Key] = l.Value
					}
				}
				if c.by == "label" && !c.unlock {
					byLabel()
				} else {
					lockOnce()
				}
				if c.unlock {
					env.finishAll(env.submit("unlock", Unlocking("snap")))
					if c.by == "label" {
						byLabel()
					}
				}
				requested := tasks()["delete"].ask(env)
				op := env.finish(requested.Ops[0].ID)
				require.Equal(t, c.state, op.State, "%+v", op.Failure)
				if c.state == Cancelled {
					require.Equal(t, CauseLocked, op.Prevented())
					require.Contains(t, op.Failure.Text, "audit")
					require.Zero(t, env.cloud.deletions)
				}
			})
		})
	}
}

func TestEdit_ConflictWithForeignChange(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		requested := env.submit("k", Editing("snap", []FieldChange{{"name", "old", "new"}}))
		s := env.cloud.cloudState.snapshots["snap"]
		s.Name = "theirs"
		env.cloud.cloudState.snapshots["snap"] = s
		op := env.finish(requested[0].ID)
		require.Equal(t, Failed, op.State)
		require.Equal(t, Conflict, op.Failure.Kind)
		require.Contains(t, op.Failure.Messages[0].Text, "theirs")
		require.Empty(t, env.cloud.cloudState.calls)
	})
}

func TestRestore_RequiresSafetySnapshot(t *testing.T) {
	t.Parallel()
	for name, corrupt := range map[string]func(cloud *fakeCloud){
		"refused": func(cloud *fakeCloud) { cloud.responses = []response{{err: fault(inventory.ErrInvalid, 422)}} },
		"failed in the end": func(cloud *fakeCloud) {
			cloud.outcome, cloud.snapshotEnd = inventory.RequestFailed, inventory.StateFailed
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				corrupt(env.cloud)
				requested := tasks()["restore"].ask(env)
				ended := env.finishAll(requested.Ops)
				require.Equal(t, []State{Done, Failed, Failed, Done}, statesOf(ended))
				require.Equal(t, NotStarted, ended[2].Failure.Kind)
				require.Equal(t, "today", env.cloud.cloudState.content["vol"])
				require.Equal(t, []string{"StopServer", "StartServer"}, env.cloud.cloudState.calls, "the server runs again")
			})
		})
	}
}

func statesOf(ops []Operation) []State {
	var all []State
	for _, op := range ops {
		all = append(all, op.State)
	}
	return all
}

func TestRestore_ServerStaysOffWhenPartiallyRestored(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		requested := tasks()["restore"].ask(env)
		restore := slices.IndexFunc(requested.Ops, func(op Operation) bool { return op.Kind == RestoreVolume })
		for env.op(requested.Ops[restore].ID).RequestID == "" {
			for _, op := range requested.Ops {
				env.advance(op.ID)
			}
			time.Sleep(time.Second)
		}
		env.cloud.cloudState.outcome = inventory.RequestFailed
		ended := env.finishAll(requested.Ops)
		require.Equal(t, []State{Done, Done, Failed, Failed}, statesOf(ended))
		require.Contains(t, ended[2].Failure.Text, "part of the snapshot")
		require.Equal(t, "SHUTOFF", env.cloud.cloudState.server.VMState)
	})
}

func TestRestore_PrecheckRefusesMisfit(t *testing.T) {
	t.Parallel()
	good := inventory.Snapshot{Location: "de/fra", SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
	failed, busy := good, good
	failed.Metadata.State, busy.Metadata.State = inventory.StateFailed, inventory.StateBusy
	for name, c := range map[string]struct {
		snapshot inventory.Snapshot
		size     float64
		location string
		reason   string
	}{
		"same size":         {good, 10, "de/fra", ""},
		"larger":            {good, 11, "de/fra", ""},
		"child location":    {good, 10, "de/fra/2", ""},
		"smaller":           {good, 9, "de/fra", "at least the 10 GB"},
		"size unknown":      {good, 0, "de/fra", "is unknown"},
		"other location":    {good, 10, "de/txl", "only"},
		"like-named place":  {good, 10, "de/fra2", "only"},
		"failed":            {failed, 10, "de/fra", "no good copy"},
		"not available yet": {busy, 10, "de/fra", "not available yet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reason := RestoreProblem(c.snapshot, c.size, c.location).Text
			if c.reason == "" {
				require.Empty(t, reason)
				return
			}
			require.Contains(t, reason, c.reason)
		})
	}
	runEnv(t, func(env *testEnv) {
		v := env.cloud.cloudState.volumes["vol"]
		v.SizeGB = 5
		env.cloud.cloudState.volumes["vol"] = v
		requested := tasks()["restore"].ask(env)
		ended := env.finishAll(requested.Ops)
		require.Equal(t, Impossible, ended[2].Failure.Kind)
		require.NotContains(t, env.cloud.cloudState.calls, "RestoreSnapshot")
	})
}
