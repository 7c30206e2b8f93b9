package operation

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// A gateway holds a create for 95 s and then forwards it; sending it again after 45 s would create two snapshots.
func TestEngine_VerifiesWhileGatewayHoldsCall(t *testing.T) {
	t.Parallel()
	for _, held := range []time.Duration{time.Second, 95 * time.Second, 179 * time.Second} {
		runEnv(t, func(env *testEnv) {
			env.cloud.responses = []response{{err: lost(inventory.ErrServer, 504), arrives: held}}
			op := env.finish(env.submitCreate())
			require.Equal(t, Done, op.State)
			require.Equal(t, 1, env.cloud.sends)
			require.Len(t, env.cloud.creations, 1)
		})
	}
}

func TestEngine_SendAgainOnRequest(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.responses = []response{{err: lost(inventory.ErrUnreachable, 0)}}
		id := env.submitCreate()
		op := env.advanceFor(id, 10*time.Second)
		require.Equal(t, op.Stages[1].At.Add(DefaultTiming().Hold), op.ArrivesUntil(DefaultTiming().Hold))
		_, err := env.engine.SendAgain(t.Context(), id, bea)
		require.NoError(t, err)
		_, err = env.engine.SendAgain(t.Context(), id, bea)
		require.ErrorIs(t, err, ErrTooLate, "once is enough")
		op = env.finish(id)
		require.Equal(t, Done, op.State)
		require.Equal(t, 2, op.PossibleSends())
		require.Less(t, op.FinishedAt.Sub(op.CreatedAt), time.Minute)
	})
}

// The responses are lost although the calls were accepted, and their requests stay queued for longer than any
// gateway holds a call.
func TestEngine_FindsItsOwnOpenRequest(t *testing.T) {
	t.Parallel()
	for name, task := range tasks() {
		if name == "label" || name == "lock" || name == "confirm a source" || name == "deny a source" {
			continue // labels have no request
		}
		for _, shown := range []bool{true, false} {
			t.Run(fmt.Sprint(name, " ", shown), func(t *testing.T) {
				t.Parallel()
				runEnv(t, func(env *testEnv) {
					env.cloud.cloudState.accepted, env.cloud.cloudState.deleteTook, env.cloud.cloudState.showUserAgents = 20*time.Minute, 20*time.Minute, shown
					lost := response{err: lost(inventory.ErrServer, 504), applied: true}
					env.cloud.cloudState.responses, env.cloud.deleting = []response{lost, lost, lost}, []response{lost}
					requested := task.ask(env)
					ended := env.finishAll(requested.Ops)
					for _, op := range ended {
						require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Stages)
						require.LessOrEqual(t, op.PossibleSends(), 1, op.Kind)
					}
					require.True(t, task.holds(env))
				})
			})
		}
	}
}

// The deletion was accepted and its response lost before the lock appeared: the snapshot is gone, and must not be
// reported as locked.
func TestDeletion_LockAfterSendDoesNotResolve(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.cloudState.deleteTook = 10 * time.Minute
		env.cloud.deleting = []response{{err: lost(inventory.ErrServer, 504), applied: true}}
		env.addCopy("copy")
		op := env.submit("form", env.engine.Deletion("snap", Consent{}))[0]
		env.advanceFor(op.ID, untilDue(op)+time.Second)
		env.cloud.cloudState.labels[inventory.LabelLock] = endlessLock
		op = env.finish(op.ID)
		require.Equal(t, Done, op.State)
		require.NotContains(t, env.cloud.cloudState.snapshots, "snap")
	})
}

func TestDeletion_NotDoneWhenCredentialsFindNothing(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.addCopy("copy")
		op := env.submit("form", env.engine.Deletion("snap", Consent{}))[0]
		time.Sleep(untilDue(op))
		env.cloud.denied = true
		op = env.finish(op.ID)
		require.Equal(t, CauseUnreadable, op.Prevented())
		require.Zero(t, env.cloud.deletions)
	})
}

// The restores are onto two volumes of one server, with any lane width, and the second is moved to the front at
// any time.
func TestRestore_TwoOnOneServerRunInSequence(t *testing.T) {
	t.Parallel()
	for _, width := range []int{1, 2, 5} {
		for moveAt := range 30 {
			runEnv(t, func(env *testEnv) {
				env.cloud.cloudState.volumes["vol-2"] = inventory.Volume{ID: "vol-2", DatacenterID: "dc", Name: "data", SizeGB: 20, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
				env.cloud.cloudState.content["vol-2"] = "today"
				env.cloud.cloudState.server.VolumeIDs = []string{"vol", "vol-2"}
				env.engine.timing.LaneWidth = width
				first := env.submit("first", env.confirmed(restoreOf("snap", "vol", true).Requests()...)...)
				second := env.submit("second", env.confirmed(restoreOf("snap", "vol-2", true).Requests()...)...)
				all := append(first, second...)
				env.cloud.cloudState.onRestore = func() { require.Equal(t, "SHUTOFF", env.cloud.cloudState.server.VMState) }
				for range moveAt {
					for _, op := range all {
						env.advance(op.ID)
					}
					time.Sleep(time.Second)
				}
				_, _ = env.engine.MoveToFront(t.Context(), second[len(second)-2].ID, bea)
				for _, op := range env.finishAll(all) {
					require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Failure)
				}
				require.Equal(t, "RUNNING", env.cloud.cloudState.server.VMState)
				require.Empty(t, env.ledger.holds["server:srv"])
			})
		}
	}
}

func TestRestore_OneOpenPerVolume(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		first := env.submit("first", env.confirmed(restoreOf("snap", "vol", true).Requests()...)...)
		var open *OpenError
		_, err := env.engine.Submit(t.Context(), bea, Key{Form: "second"}, env.confirmed(restoreOf("snap", "vol", true).Requests()...)...)
		require.ErrorAs(t, err, &open)
		require.Equal(t, first[0].Batch, open.Operation.Batch)
		require.Len(t, env.ledger.ops, len(first), "all or none")
	})
}

func TestRestore_WithoutRequestIsUnknown(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.cloudState.accepted, env.cloud.cloudState.requestDelay, env.mirror.paused = time.Hour, 24*time.Hour, true
		env.cloud.cloudState.server.VMState = "SHUTOFF"
		op := env.finish(env.submit("form", env.confirmed(plainRestore(false).Requests()...)...)[0].ID)
		require.Equal(t, Unknown, op.State)
		op, err := env.engine.Resolve(t.Context(), op.ID, Resolution{Done: true}, bea)
		require.NoError(t, err)
		require.Equal(t, Done, op.State)
	})
}

func TestRetry_ChainContinuesAtFailedStep(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.cloudState.responses = []response{{err: fault(inventory.ErrInvalid, 422)}}
		ended := env.finishAll(tasks()["new volume"].ask(env).Ops)
		require.Equal(t, []State{Failed, Failed}, statesOf(ended))
		require.False(t, ended[1].CanBeRetried(), "it is retried with the step before")
		again, err := env.engine.Retry(t.Context(), ended[0].ID, bea)
		require.NoError(t, err)
		require.Equal(t, []State{Done, Done}, statesOf(env.finishAll(again.Ops)))
		require.True(t, tasks()["new volume"].holds(env))
		require.Equal(t, ended[0].Batch, again.Ops[1].Batch)
	})
	runEnv(t, func(env *testEnv) { // the volume was created, only attaching it failed
		env.cloud.cloudState.responses = []response{{}, {err: fault(inventory.ErrInvalid, 422)}}
		ended := env.finishAll(tasks()["new volume"].ask(env).Ops)
		again, err := env.engine.Retry(t.Context(), ended[1].ID, bea)
		require.NoError(t, err)
		require.Len(t, again.Ops, 1)
		require.Equal(t, Done, env.finish(again.Ops[0].ID).State)
		require.Equal(t, 1, env.cloud.cloudState.countApplied("CreateVolume"))
		require.True(t, tasks()["new volume"].holds(env))
	})
}

// The overwrite was refused, so the server runs again; only the safety snapshot still exists.
func TestRetry_RestoreIsConfirmedAndRepeatsUndoneSteps(t *testing.T) {
	t.Parallel()
	for name, without := range map[string]bool{"with its safety snapshot": false, "without it": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.cloudState.responses = []response{{}, {err: fault(inventory.ErrInvalid, 422)}}
				ended := env.finishAll(tasks()["restore"].ask(env).Ops)
				require.Equal(t, []State{Done, Done, Failed, Done}, statesOf(ended))
				want := []Kind{StopServer, RestoreVolume, StartServer}
				if without {
					env.cloud.creations, want = nil, []Kind{StopServer, CreateSnapshot, RestoreVolume, StartServer}
				}
				var confirm *ConsentError
				_, err := env.engine.Retry(t.Context(), ended[2].ID, bea)
				require.ErrorAs(t, err, &confirm)
				plan, err := env.engine.PlanRetry(t.Context(), ended[2].ID)
				require.NoError(t, err)
				var kinds []Kind
				for i, r := range plan.Requests {
					kinds = append(kinds, r.Kind)
					require.Equal(t, plan.Steps[i].Of.State == Done, plan.Steps[i].Repeated)
				}
				require.Equal(t, want, kinds)
				plan.Requests = ConfirmedBy(plan.Phrase, plan.Requests...)
				again, err := env.engine.RetryConfirmed(t.Context(), plan, Key{Form: "again"}, bea)
				require.NoError(t, err)
				require.True(t, again.Ops[0].Planned(), "it can be undone")
				for _, op := range env.finishAll(again.Ops) {
					require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Failure)
				}
				require.True(t, tasks()["restore"].holds(env))
			})
		})
	}
}

// IONOS Cloud refuses one of the volumes for as long as it is busy.
func TestLane_BusyTargetDoesNotBlock(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.busyVolumes = map[string]error{"vol-0": fault(inventory.ErrBusy, 423)}
		var ops []Operation
		for i := range 5 {
			ops = append(ops, env.create(fmt.Sprint("vol-", i)))
			time.Sleep(time.Millisecond)
		}
		for range 120 {
			for _, op := range ops {
				env.advance(op.ID)
			}
			time.Sleep(time.Second)
		}
		for _, op := range ops[1:] {
			require.Equal(t, Done, env.op(op.ID).State)
		}
		op := env.finish(ops[0].ID)
		require.Equal(t, Failed, op.State)
		require.Equal(t, "busy", op.Failure.Kind)
		require.Equal(t, []inventory.APIMessage{{Code: "100", Text: "why"}}, op.Failure.Messages)
		require.InDelta(t, 2*time.Hour, op.FinishedAt.Sub(op.CreatedAt), float64(5*time.Minute))
	})
}

func TestLane_OneOperationProbesBusyDataCenter(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.busyVolumes = map[string]error{}
		var ops []Operation
		for i := range 20 {
			id := fmt.Sprint("vol-", i)
			env.cloud.busyVolumes[id] = fault(inventory.ErrBusy, 423)
			ops = append(ops, env.create(id))
		}
		for end := time.Now().Add(30 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
			for _, op := range ops {
				env.advance(op.ID)
			}
		}
		require.Less(t, env.cloud.sends, 30, "a probe every two minutes, and no cascade")
		clear(env.cloud.busyVolumes)
		for _, op := range env.finishAll(ops) {
			require.Equal(t, Done, op.State)
		}
		require.Zero(t, env.cloud.overlapping)
	})
}

// A 429 with Retry-After concerns the whole contract, not only the data center of the call.
func TestLane_RefusalForContractPausesAll(t *testing.T) {
	t.Parallel()
	for _, kind := range []error{inventory.ErrRateLimited, inventory.ErrMaintenance, inventory.ErrUnreachable} {
		runEnv(t, func(env *testEnv) {
			refusal := fault(kind, 429)
			refusal.RetryAfter = time.Minute
			env.cloud.responses = []response{{err: refusal}}
			first := env.create("vol")
			other := requestOf("elsewhere")
			other.DatacenterID = "dc-2"
			second := env.submit("other", other)[0]
			env.advance(first.ID)
			began := time.Now()
			env.advanceFor(second.ID, 59*time.Second)
			require.Equal(t, 1, env.cloud.sends)
			for _, op := range env.finishAll([]Operation{first, second}) {
				require.Equal(t, Done, op.State)
			}
			require.GreaterOrEqual(t, time.Since(began), time.Minute)
		})
	}
}

func TestLane_EndlessRequestReleasesLaneAndCanBeResolved(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.queueDelay = 1000 * time.Hour
		first := env.create("vol")
		env.advance(first.ID)
		second := env.create("vol-2")
		env.advanceFor(second.ID, time.Hour)
		require.Equal(t, Waiting, env.op(second.ID).State)
		_, err := env.engine.Resolve(t.Context(), first.ID, Resolution{}, bea)
		require.ErrorIs(t, err, ErrTooLate, "the request may just take long")
		env.mirror.paused = true // its own open request is no foreign change
		env.advanceFor(second.ID, 2*time.Hour)
		require.Equal(t, Accepted, env.op(second.ID).State)
		_, err = env.engine.Resolve(t.Context(), first.ID, Resolution{}, bea)
		require.NoError(t, err)
		require.Equal(t, Failed, env.op(first.ID).State)
	})
}

func TestSubmit_DistinguishesContentOfSameForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		requests func(env *testEnv) []Request
		refused  bool // other content is not accepted as a new request
	}{
		"create":      {func(*testEnv) []Request { return []Request{requestOf("vol")} }, false},
		"bulk create": {func(*testEnv) []Request { return []Request{requestOf("vol"), requestOf("vol-2")} }, true},
		"edit":        {func(*testEnv) []Request { return []Request{Editing("snap", []FieldChange{{"name", "old", "new"}})} }, false},
		"label":       {func(*testEnv) []Request { return []Request{Labelling("snap", []LabelChange{{Key: "a", Value: "b"}})} }, false},
		"lock":        {func(*testEnv) []Request { return []Request{Locking("snap", Lock{Reason: "audit"})} }, false},
		"unlock":      {func(*testEnv) []Request { return []Request{Unlocking("snap")} }, false},
		"delete":      {func(env *testEnv) []Request { return []Request{env.engine.Deletion("snap", Consent{LastGood: true})} }, true},
		"restore":     {func(*testEnv) []Request { return restoreOf("snap", "vol", true).Requests() }, true},
		"new volume":  {tasks()["new volume"].requests, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				submit := func(content string) (Result, error) {
					return env.engine.Submit(t.Context(), bea, Key{Form: "form", Content: content}, env.confirmed(c.requests(env)...)...)
				}
				first, err := submit("one")
				require.NoError(t, err)
				same, err := submit("one")
				require.NoError(t, err)
				require.True(t, same.Earlier)
				require.Equal(t, ids(first.Ops), ids(same.Ops))
				env.finishAll(first.Ops)
				other, err := submit("other")
				if c.refused {
					var used *KeyUsedError
					require.ErrorAs(t, err, &used)
					require.Len(t, used.Earlier, len(first.Ops))
					require.Equal(t, len(first.Ops), used.Missing)
					return
				}
				require.NoError(t, err)
				require.False(t, other.Earlier)
				require.NotEqual(t, ids(first.Ops), ids(other.Ops))
				again, err := submit("other")
				require.NoError(t, err)
				require.Equal(t, ids(other.Ops), ids(again.Ops), "the form counts as new only once")
			})
		})
	}
}

func TestCancel_UndoesOpenDeletionOfSnapshot(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		first := env.submit("first", env.confirmed(env.engine.Deletion("snap", Consent{LastGood: true}))...)[0]
		_, err := env.engine.Cancel(t.Context(), first.ID, bea)
		require.NoError(t, err)
		second := env.submit("second", env.confirmed(env.engine.Deletion("snap", Consent{LastGood: true}))...)[0]
		_, err = env.engine.Cancel(t.Context(), first.ID, bea) // from a page that shows the first one
		require.NoError(t, err)
		require.Equal(t, Cancelled, env.op(second.ID).State)
	})
}

// The process is suspended after its verification, and the held call arrives then.
func TestSend_ReadDuringHoldProvesNothing(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.responses, env.cloud.noRequests = []response{{err: lost(inventory.ErrServer, 504)}}, true
		id := env.submitCreate()
		env.advanceFor(id, DefaultTiming().Hold-DefaultTiming().RetryDelay-time.Second)
		env.cloud.passPoint = func(point string) {
			if point == "RequestsSince" { // the snapshots have been read
				env.cloud.passPoint = func(string) {}
				_, err := env.cloud.CreateSnapshot(context.Background(), "dc", "vol", CreateParams{Description: env.op(id).Marker().String()})
				require.NoError(env.t, err)
				time.Sleep(2 * DefaultTiming().RetryDelay)
			}
		}
		env.advanceFor(id, 4*DefaultTiming().RetryDelay)
		require.Equal(t, Done, env.finish(id).State)
		require.Len(t, env.cloud.creations, 1)
	})
}

// Until the first call can no longer arrive, the page must not claim that the snapshot was not deleted.
func TestSendAgain_ForbiddenStaysOpenWhileFirstCallMayArrive(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.deleting = []response{{err: lost(inventory.ErrServer, 504)}}
		op := env.submit("form", deletionOf("snap")(env)...)[0]
		env.advanceFor(op.ID, untilDue(op)+time.Second)
		require.Equal(t, Submitting, env.op(op.ID).State)
		env.cloud.cloudState.labels[inventory.LabelLock] = endlessLock
		_, err := env.engine.SendAgain(t.Context(), op.ID, amy())
		require.NoError(t, err)
		env.advanceFor(op.ID, DefaultTiming().Hold/2)
		require.Equal(t, Submitting, env.op(op.ID).State)
		require.Equal(t, CauseLocked, env.finish(op.ID).Prevented())
		require.Equal(t, 1, env.cloud.deletions)
	})
}
