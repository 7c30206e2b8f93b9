package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// An unlisted kind counts as destructive.
func TestAfterBackup_EveryKindIsDecided(t *testing.T) {
	t.Parallel()
	decided := map[Kind]afterBackup{
		CreateSnapshot: holdAfterBackup, CreateVolume: holdAfterBackup,
		DeleteSnapshot: cancelAfterBackup, RestoreVolume: cancelAfterBackup, StopServer: cancelAfterBackup, UnlockSnapshot: cancelAfterBackup,
		EditSnapshot: verifyAfterBackup, LabelSnapshot: verifyAfterBackup, LabelVolume: verifyAfterBackup, LockSnapshot: verifyAfterBackup, AttachVolume: verifyAfterBackup, StartServer: verifyAfterBackup,
	}
	for _, kind := range Kinds() {
		require.Contains(t, decided, kind)
		require.Equal(t, decided[kind], kind.Spec().afterBackup, kind)
		require.True(t, !kind.Destroys() || decided[kind] == cancelAfterBackup, kind)
	}
	require.Equal(t, cancelAfterBackup, Kind("of next year").Spec().afterBackup)
}

// chain returns a restore of one volume: power off, safety snapshot, overwrite, start.
func chain(states [4]State, sends [4]int) []Operation {
	ids := []string{"stop", "safety", "overwrite", "start"}
	ops := make([]Operation, 0, len(ids))
	for i, kind := range []Kind{StopServer, CreateSnapshot, RestoreVolume, StartServer} {
		op := Operation{ID: ids[i], Kind: kind, State: states[i], Sends: sends[i], Batch: "batch"}
		if i > 0 {
			op.Task.DependsOn = ids[i-1]
		}
		ops = append(ops, op)
	}
	return ops
}

func TestPlan_AfterBackupRestore(t *testing.T) {
	t.Parallel()
	one := func(kind Kind, state State, sends int) []Operation {
		return []Operation{{ID: "it", Kind: kind, State: state, Sends: sends}}
	}
	for name, c := range map[string]struct {
		ops  []Operation
		want []string
	}{
		"a planned deletion":         {one(DeleteSnapshot, Queued, 0), []string{"it"}},
		"a deletion that waits":      {one(DeleteSnapshot, Waiting, 0), []string{"it"}},
		"a deletion that was sent":   {one(DeleteSnapshot, Waiting, 1), nil},
		"a deletion on its way":      {one(DeleteSnapshot, Submitting, 1), nil},
		"an unlock":                  {one(UnlockSnapshot, Queued, 0), []string{"it"}},
		"a lock":                     {one(LockSnapshot, Queued, 0), nil},
		"a create":                   {one(CreateSnapshot, Queued, 0), nil},
		"a chain that has not begun": {chain([4]State{Queued, Queued, Queued, Queued}, [4]int{}), []string{"stop", "safety", "overwrite", "start"}},
		"a server that is off":       {chain([4]State{Done, Waiting, Queued, Queued}, [4]int{1}), []string{"safety", "overwrite"}},
		"a server about to be off":   {chain([4]State{Submitting, Queued, Queued, Queued}, [4]int{1}), []string{"safety", "overwrite"}},
		"an overwrite on its way":    {chain([4]State{Done, Done, Accepted, Queued}, [4]int{1, 1, 1}), nil},
		"a server that was not off":  {chain([4]State{Done, Done, Queued, Queued}, [4]int{1, 1})[1:], []string{"overwrite", "start"}},
		"a new volume to be attached": {[]Operation{
			{ID: "volume", Kind: CreateVolume, State: Queued}, {ID: "attach", Kind: AttachVolume, State: Queued, Task: Task{DependsOn: "volume"}},
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ids []string
			for _, op := range PlanAfterBackup(c.ops) {
				ids = append(ids, op.ID)
			}
			require.Equal(t, c.want, ids)
		})
	}
}

// Once one volume of a set is overwritten, its volumes hold data from two times, so the server must not start.
func TestPlan_ServerOfPartlyRestoredSetStaysOff(t *testing.T) {
	t.Parallel()
	ops := chain([4]State{Done, Done, Done, Queued}, [4]int{1, 1, 1})
	ops[3].Task.DependsOn = "second"
	ops = append(ops, Operation{ID: "second", Kind: RestoreVolume, State: Queued, Task: Task{DependsOn: "overwrite"}})
	require.Len(t, PlanAfterBackup(ops), 2)
}

// goBack changes an open operation as the ledger does after a backup was restored.
func (env *testEnv) goBack(ids ...string) {
	env.ledger.mu.Lock()
	defer env.ledger.mu.Unlock()
	env.ledger.held = true
	for _, id := range ids {
		op := env.ledger.ops[id]
		op.BackupRestoredAt = time.Now()
		op.Version++
		if op.State.CanBeCancelled() {
			op.Sends, op.Failure = max(op.Sends, 1), nil
		}
		env.ledger.ops[id] = op
	}
}

func (env *testEnv) continueAll() {
	env.ledger.mu.Lock()
	defer env.ledger.mu.Unlock()
	env.ledger.held = false
}

func TestEngine_HeldCreateWaitsForUser(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		old := env.submitCreate()
		env.goBack(old)
		env.advanceFor(old, time.Hour)
		require.Equal(t, Waiting, env.op(old).State)
		require.Equal(t, HeldNote, env.op(old).Stages[1].Note)
		require.Zero(t, env.cloud.sends)

		since := env.waitingSecond("vol-2")
		require.Equal(t, Done, env.finish(since.ID).State, "newer requests go first")
		env.continueAll()
		require.Equal(t, Done, env.finish(old).State)
		require.Equal(t, 2, env.cloud.sends)
		require.Empty(t, env.ledger.violations)
	})
}

// A restored ledger may have lost that the call was sent; the marker on the snapshot proves it.
func TestEngine_HeldCreateIsVerifiedBeforeSend(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		id := env.submitCreate()
		before := env.op(id)
		require.Equal(t, Done, env.finish(id).State)
		env.ledger.mu.Lock()
		before.Version = env.ledger.ops[id].Version
		env.ledger.ops[id] = before
		env.ledger.mu.Unlock()
		time.Sleep(6 * time.Hour)

		env.goBack(id)
		env.continueAll()
		require.Equal(t, Done, env.finish(id).State)
		require.Equal(t, 1, env.cloud.sends, "the snapshot exists already")
	})
}

func TestEngine_HeldVolumeIsVerifiedSinceRequest(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		r := tasks()["new volume"].ask(env)
		before := []Operation{env.op(r.Ops[0].ID), env.op(r.Ops[1].ID)}
		env.finishAll(r.Ops)
		require.Equal(t, 1, env.cloud.cloudState.countApplied("CreateVolume"))
		env.ledger.mu.Lock()
		for _, op := range before {
			op.Version = env.ledger.ops[op.ID].Version
			env.ledger.ops[op.ID] = op
		}
		env.ledger.mu.Unlock()
		time.Sleep(6 * time.Hour)

		env.goBack(r.Ops[0].ID, r.Ops[1].ID)
		env.continueAll()
		for _, op := range env.finishAll(r.Ops) {
			require.Equal(t, Done, op.State, op)
		}
		require.Equal(t, 1, env.cloud.cloudState.countApplied("CreateVolume"))
		require.Equal(t, 1, env.cloud.cloudState.countApplied("AttachVolume"))
	})
}

// The ledger can go back to any moment at which the overwrite may have been sent, whether it arrived or not.
func TestEngine_HeldDestructiveCallIsNotResent(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]response{
		"refused as busy":                     {err: fault(inventory.ErrBusy, 423)},
		"refused by maintenance":              {err: fault(inventory.ErrMaintenance, 503)},
		"response lost":                       {err: lost(inventory.ErrServer, 504)},
		"refused by maintenance, but applied": {err: fault(inventory.ErrMaintenance, 503), applied: true},
		"response lost, but applied":          {err: lost(inventory.ErrServer, 504), applied: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.cloudState.responses = []response{a}
				env.cloud.cloudState.server.VMState = "SHUTOFF"
				id := env.submit("k", env.confirmed(plainRestore(false).Requests()...)...)[0].ID
				env.advance(id)
				require.Equal(t, 1, env.op(id).Sends, "it was sent: %+v", env.op(id))
				env.goBack(id)
				op := env.finish(id)
				require.Equal(t, []string{"RestoreSnapshot"}, env.cloud.cloudState.calls, "the call is not sent again")
				require.Empty(t, env.ledger.violations)
				if a.applied {
					require.Equal(t, Done, op.State)
					return
				}
				require.Equal(t, Cancelled, op.State)
				require.Equal(t, CauseBackupRestored, op.Failure.Kind)
				require.Equal(t, "today", env.cloud.cloudState.content["vol"])
			})
		})
	}
}
