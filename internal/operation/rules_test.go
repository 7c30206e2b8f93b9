package operation

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// TestEngine_LooksAgainWhileAGatewayMayHoldTheCall: the call of a create is held for 95 s and then
// handed on, which a second one after 45 s would double.
func TestEngine_LooksAgainWhileAGatewayMayHoldTheCall(t *testing.T) {
	t.Parallel()
	for _, held := range []time.Duration{time.Second, 95 * time.Second, 179 * time.Second} {
		inWorld(t, func(w *world) {
			w.heaven.answers = []answer{{err: lost(inventory.ErrServer, 504), arrives: held}}
			op := w.finish(w.click())
			require.Equal(t, Done, op.State)
			require.Equal(t, 1, w.heaven.sends)
			require.Len(t, w.heaven.made, 1)
		})
	}
}

func TestEngine_SendsAgainEarlierWhenAPersonWantsThat(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.answers = []answer{{err: lost(inventory.ErrUnreachable, 0)}}
		id := w.click()
		op := w.during(id, 10*time.Second)
		require.Equal(t, op.Stages[1].At.Add(DefaultTiming().Hold), op.ArrivesUntil(DefaultTiming().Hold))
		_, err := w.engine.SendAgain(t.Context(), id, bea)
		require.NoError(t, err)
		_, err = w.engine.SendAgain(t.Context(), id, bea)
		require.ErrorIs(t, err, ErrTooLate, "once is enough")
		op = w.finish(id)
		require.Equal(t, Done, op.State)
		require.Equal(t, 2, op.PossibleSends())
		require.Less(t, op.FinishedAt.Sub(op.CreatedAt), time.Minute)
	})
}

// TestEngine_FindsItsOwnOpenRequest: the answers are lost though the calls were taken, and their
// requests wait for longer than any gateway holds a call.
func TestEngine_FindsItsOwnOpenRequest(t *testing.T) {
	t.Parallel()
	for name, task := range tasks() {
		if name == "label" || name == "lock" || name == "confirm a source" || name == "deny a source" {
			continue // labels make no request
		}
		for _, shown := range []bool{true, false} {
			t.Run(fmt.Sprint(name, " ", shown), func(t *testing.T) {
				t.Parallel()
				inWorld(t, func(w *world) {
					w.heaven.life.took, w.heaven.life.deleteTook, w.heaven.life.agents = 20*time.Minute, 20*time.Minute, shown
					lost := answer{err: lost(inventory.ErrServer, 504), carried: true}
					w.heaven.life.answers, w.heaven.deleting = []answer{lost, lost, lost}, []answer{lost}
					asked := task.ask(w)
					ended := w.finishAll(asked.Ops)
					for _, op := range ended {
						require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Stages)
						require.LessOrEqual(t, op.PossibleSends(), 1, op.Kind)
					}
					require.True(t, task.holds(w))
				})
			})
		}
	}
}

// TestDeletion_IsNotSettledByALockAfterASend: the deletion was taken and its answer lost, then a lock
// comes; what was locked too late is gone, and is not called kept.
func TestDeletion_IsNotSettledByALockAfterASend(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.life.deleteTook = 10 * time.Minute
		w.heaven.deleting = []answer{{err: lost(inventory.ErrServer, 504), carried: true}}
		w.addCopy("copy")
		op := w.submit("form", w.engine.Deletion("snap", Consent{}))[0]
		w.during(op.ID, untilDue(op)+time.Second)
		w.heaven.life.labels[inventory.LabelLock] = openLock
		op = w.finish(op.ID)
		require.Equal(t, Done, op.State)
		require.NotContains(t, w.heaven.life.snapshots, "snap")
	})
}

func TestDeletion_IsNotDoneByCredentialsThatFindNothing(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.addCopy("copy")
		op := w.submit("form", w.engine.Deletion("snap", Consent{}))[0]
		time.Sleep(untilDue(op))
		w.heaven.denied = true
		op = w.finish(op.ID)
		require.Equal(t, CauseUnreadable, op.Prevented())
		require.Zero(t, w.heaven.deletions)
	})
}

// TestRestore_TwoOnOneServerGoOneAfterTheOther: two restores onto two volumes of one server, in any
// lane width, the second moved to the front at any time.
func TestRestore_TwoOnOneServerGoOneAfterTheOther(t *testing.T) {
	t.Parallel()
	for _, width := range []int{1, 2, 5} {
		for moveAt := range 30 {
			inWorld(t, func(w *world) {
				w.heaven.life.volumes["vol-2"] = inventory.Volume{ID: "vol-2", DatacenterID: "dc", Name: "data", SizeGB: 20, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
				w.heaven.life.content["vol-2"] = "today"
				w.heaven.life.server.VolumeIDs = []string{"vol", "vol-2"}
				w.engine.timing.LaneWidth = width
				first := w.submit("first", restoreOf("snap", "vol", true).Requests()...)
				second := w.submit("second", restoreOf("snap", "vol-2", true).Requests()...)
				all := append(first, second...)
				w.heaven.life.onRestore = func() { require.Equal(t, "SHUTOFF", w.heaven.life.server.VMState) }
				for range moveAt {
					for _, op := range all {
						w.advance(op.ID)
					}
					time.Sleep(time.Second)
				}
				_, _ = w.engine.MoveToFront(t.Context(), second[len(second)-2].ID, bea)
				for _, op := range w.finishAll(all) {
					require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Failure)
				}
				require.Equal(t, "RUNNING", w.heaven.life.server.VMState)
				require.Empty(t, w.book.holds["server:srv"])
			})
		}
	}
}

func TestRestore_OneOpenOnAVolume(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		first := w.submit("first", restoreOf("snap", "vol", true).Requests()...)
		var open *OpenError
		_, err := w.engine.Submit(t.Context(), bea, Key{Form: "second"}, restoreOf("snap", "vol", true).Requests()...)
		require.ErrorAs(t, err, &open)
		require.Equal(t, first[0].Batch, open.Operation.Batch)
		require.Len(t, w.book.ops, len(first), "all or none")
	})
}

func TestRestore_WhoseRequestIsNotKnownAnyMoreIsUnknown(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.life.took, w.heaven.life.hidden, w.mirror.asleep = time.Hour, 24*time.Hour, true
		w.heaven.life.server.VMState = "SHUTOFF"
		op := w.finish(w.submit("form", plainRestore(false).Requests()...)[0].ID)
		require.Equal(t, Unknown, op.State)
		op, err := w.engine.Resolve(t.Context(), op.ID, Resolution{Done: true}, bea)
		require.NoError(t, err)
		require.Equal(t, Done, op.State)
	})
}

func TestRetry_OfAChainGoesOnFromTheStepThatFailed(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.life.answers = []answer{{err: fault(inventory.ErrInvalid, 422)}}
		ended := w.finishAll(tasks()["new volume"].ask(w).Ops)
		require.Equal(t, []State{Failed, Failed}, statesOf(ended))
		require.False(t, ended[1].CanBeRetried(), "it goes with the one before")
		again, err := w.engine.Retry(t.Context(), ended[0].ID, bea)
		require.NoError(t, err)
		require.Equal(t, []State{Done, Done}, statesOf(w.finishAll(again.Ops)))
		require.True(t, tasks()["new volume"].holds(w))
		require.Equal(t, ended[0].Batch, again.Ops[1].Batch)
	})
	inWorld(t, func(w *world) { // the volume was made, only attaching it failed
		w.heaven.life.answers = []answer{{}, {err: fault(inventory.ErrInvalid, 422)}}
		ended := w.finishAll(tasks()["new volume"].ask(w).Ops)
		again, err := w.engine.Retry(t.Context(), ended[1].ID, bea)
		require.NoError(t, err)
		require.Len(t, again.Ops, 1)
		require.Equal(t, Done, w.finish(again.Ops[0].ID).State)
		require.Equal(t, 1, w.heaven.life.carried("CreateVolume"))
		require.True(t, tasks()["new volume"].holds(w))
	})
}

// TestRetry_OfARestoreIsConfirmedAndRepeatsWhatNoLongerStands: the overwrite was refused, so that the
// server runs again; the safety snapshot is still there.
func TestRetry_OfARestoreIsConfirmedAndRepeatsWhatNoLongerStands(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]bool{"with its safety snapshot": false, "without it": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				w.heaven.life.answers = []answer{{}, {err: fault(inventory.ErrInvalid, 422)}}
				ended := w.finishAll(tasks()["restore"].ask(w).Ops)
				require.Equal(t, []State{Done, Done, Failed, Done}, statesOf(ended))
				want := []Kind{StopServer, RestoreVolume, StartServer}
				if gone {
					w.heaven.made, want = nil, []Kind{StopServer, CreateSnapshot, RestoreVolume, StartServer}
				}
				var confirm *ConsentError
				_, err := w.engine.Retry(t.Context(), ended[2].ID, bea)
				require.ErrorAs(t, err, &confirm)
				plan, err := w.engine.PlanRetry(t.Context(), ended[2].ID)
				require.NoError(t, err)
				var kinds []Kind
				for i, r := range plan.Requests {
					kinds = append(kinds, r.Kind)
					require.Equal(t, plan.Steps[i].Of.State == Done, plan.Steps[i].Repeated)
				}
				require.Equal(t, want, kinds)
				again, err := w.engine.RetryConfirmed(t.Context(), plan, Key{Form: "again"}, bea)
				require.NoError(t, err)
				require.True(t, again.Ops[0].Planned(), "it can be undone")
				for _, op := range w.finishAll(again.Ops) {
					require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Failure)
				}
				require.True(t, tasks()["restore"].holds(w))
			})
		})
	}
}

// TestLane_AThingThatStaysBusyIsInNobodysWay: one volume is refused for good.
func TestLane_AThingThatStaysBusyIsInNobodysWay(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.busyVolumes = map[string]error{"vol-0": fault(inventory.ErrBusy, 423)}
		var ops []Operation
		for i := range 5 {
			ops = append(ops, w.create(fmt.Sprint("vol-", i)))
			time.Sleep(time.Millisecond)
		}
		for range 120 {
			for _, op := range ops {
				w.advance(op.ID)
			}
			time.Sleep(time.Second)
		}
		for _, op := range ops[1:] {
			require.Equal(t, Done, w.op(op.ID).State)
		}
		op := w.finish(ops[0].ID)
		require.Equal(t, Failed, op.State)
		require.Equal(t, "busy", op.Failure.Kind)
		require.Equal(t, []inventory.APIMessage{{Code: "100", Text: "why"}}, op.Failure.Messages)
		require.InDelta(t, 2*time.Hour, op.FinishedAt.Sub(op.CreatedAt), float64(5*time.Minute))
	})
}

// TestLane_ABusyDataCenterIsProbedByOne counts how often it is asked while all of it is busy.
func TestLane_ABusyDataCenterIsProbedByOne(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.busyVolumes = map[string]error{}
		var ops []Operation
		for i := range 20 {
			id := fmt.Sprint("vol-", i)
			w.heaven.busyVolumes[id] = fault(inventory.ErrBusy, 423)
			ops = append(ops, w.create(id))
		}
		for end := time.Now().Add(30 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
			for _, op := range ops {
				w.advance(op.ID)
			}
		}
		require.Less(t, w.heaven.sends, 30, "a probe every two minutes, and no cascade")
		clear(w.heaven.busyVolumes)
		for _, op := range w.finishAll(ops) {
			require.Equal(t, Done, op.State)
		}
		require.Zero(t, w.heaven.overlap)
	})
}

// TestLane_WhatIsAboutTheContractPausesAll: a 429 with a time to wait.
func TestLane_WhatIsAboutTheContractPausesAll(t *testing.T) {
	t.Parallel()
	for _, kind := range []error{inventory.ErrRateLimited, inventory.ErrMaintenance, inventory.ErrUnreachable} {
		inWorld(t, func(w *world) {
			refusal := fault(kind, 429)
			refusal.RetryAfter = time.Minute
			w.heaven.answers = []answer{{err: refusal}}
			first := w.create("vol")
			other := requestOf("elsewhere")
			other.DatacenterID = "dc-2"
			second := w.submit("other", other)[0]
			w.advance(first.ID)
			began := time.Now()
			w.during(second.ID, 59*time.Second)
			require.Equal(t, 1, w.heaven.sends)
			for _, op := range w.finishAll([]Operation{first, second}) {
				require.Equal(t, Done, op.State)
			}
			require.GreaterOrEqual(t, time.Since(began), time.Minute)
		})
	}
}

func TestLane_ARequestThatNeverEndsDoesNotHoldItAndCanBeResolved(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.queueFor = 1000 * time.Hour
		first := w.create("vol")
		w.advance(first.ID)
		second := w.create("vol-2")
		w.during(second.ID, time.Hour)
		require.Equal(t, Waiting, w.op(second.ID).State)
		_, err := w.engine.Resolve(t.Context(), first.ID, Resolution{}, bea)
		require.ErrorIs(t, err, ErrTooLate, "it may only take long")
		w.mirror.asleep = true // its own open request is no foreign change
		w.during(second.ID, 2*time.Hour)
		require.Equal(t, Accepted, w.op(second.ID).State)
		_, err = w.engine.Resolve(t.Context(), first.ID, Resolution{}, bea)
		require.NoError(t, err)
		require.Equal(t, Failed, w.op(first.ID).State)
	})
}

// TestSubmit_TellsTheSameFormFromOtherContent is the table of what becomes of a form that was sent before.
func TestSubmit_TellsTheSameFormFromOtherContent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		requests func(w *world) []Request
		refused  bool // other content is not simply something new
	}{
		"create":      {func(*world) []Request { return []Request{requestOf("vol")} }, false},
		"bulk create": {func(*world) []Request { return []Request{requestOf("vol"), requestOf("vol-2")} }, true},
		"edit":        {func(*world) []Request { return []Request{Editing("snap", []FieldChange{{"name", "old", "new"}})} }, false},
		"label":       {func(*world) []Request { return []Request{Labelling("snap", []LabelChange{{Key: "a", Value: "b"}})} }, false},
		"lock":        {func(*world) []Request { return []Request{Locking("snap", Lock{Reason: "audit"})} }, false},
		"unlock":      {func(*world) []Request { return []Request{Unlocking("snap")} }, false},
		"delete":      {func(w *world) []Request { return []Request{w.engine.Deletion("snap", Consent{LastGood: true})} }, true},
		"restore":     {func(*world) []Request { return restoreOf("snap", "vol", true).Requests() }, true},
		"new volume":  {tasks()["new volume"].requests, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				submit := func(content string) (Result, error) {
					return w.engine.Submit(t.Context(), bea, Key{Form: "form", Content: content}, c.requests(w)...)
				}
				first, err := submit("one")
				require.NoError(t, err)
				same, err := submit("one")
				require.NoError(t, err)
				require.True(t, same.Earlier)
				require.Equal(t, ids(first.Ops), ids(same.Ops))
				w.finishAll(first.Ops)
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
				require.Equal(t, ids(other.Ops), ids(again.Ops), "it is new once")
			})
		})
	}
}

func TestCancel_UndoesWhateverDeletionIsOpen(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		first := w.submit("first", w.engine.Deletion("snap", Consent{LastGood: true}))[0]
		_, err := w.engine.Cancel(t.Context(), first.ID, bea)
		require.NoError(t, err)
		second := w.submit("second", w.engine.Deletion("snap", Consent{LastGood: true}))[0]
		_, err = w.engine.Cancel(t.Context(), first.ID, bea) // from a page that shows the first one
		require.NoError(t, err)
		require.Equal(t, Cancelled, w.op(second.ID).State)
	})
}

// TestSend_ALookThatBeganBeforeTheHoldWasOverProvesNothing: the process stands still after its look, and the
// held call arrives then.
func TestSend_ALookThatBeganBeforeTheHoldWasOverProvesNothing(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.answers, w.heaven.noRequests = []answer{{err: lost(inventory.ErrServer, 504)}}, true
		id := w.click()
		w.during(id, DefaultTiming().Hold-DefaultTiming().Retry-time.Second)
		w.heaven.pass = func(point string) {
			if point == "RequestsSince" { // the snapshots have been read
				w.heaven.pass = func(string) {}
				_, err := w.heaven.CreateSnapshot(context.Background(), "dc", "vol", CreateParams{Description: w.op(id).Marker().String()})
				require.NoError(w.t, err)
				time.Sleep(2 * DefaultTiming().Retry)
			}
		}
		w.during(id, 4*DefaultTiming().Retry)
		require.Equal(t, Done, w.finish(id).State)
		require.Len(t, w.heaven.made, 1)
	})
}

// TestSendAgain_WhatIsForbiddenThenIsNotSettledWhileTheFirstCallMayArrive: the page must not say that it
// was not deleted.
func TestSendAgain_WhatIsForbiddenThenIsNotSettledWhileTheFirstCallMayArrive(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.deleting = []answer{{err: lost(inventory.ErrServer, 504)}}
		op := w.submit("form", deletionOf("snap")(w)...)[0]
		w.during(op.ID, untilDue(op)+time.Second)
		require.Equal(t, Submitting, w.op(op.ID).State)
		w.heaven.life.labels[inventory.LabelLock] = openLock
		_, err := w.engine.SendAgain(t.Context(), op.ID, amy())
		require.NoError(t, err)
		w.during(op.ID, DefaultTiming().Hold/2)
		require.Equal(t, Submitting, w.op(op.ID).State)
		require.Equal(t, CauseLocked, w.finish(op.ID).Prevented())
		require.Equal(t, 1, w.heaven.deletions)
	})
}
