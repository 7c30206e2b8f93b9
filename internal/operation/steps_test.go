package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// The server was off when the form was shown and runs when it is sent again, which would add a step to stop it.
func TestRestoreVolumes_ResentFormAddsNoSteps(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.cloudState.server.VMState = "SHUTOFF"
		first, err := env.engine.Submit(t.Context(), bea, Key{Form: "k"}, env.confirmed(restoreOf("snap", "vol", false).Requests()...)...)
		require.NoError(t, err)
		env.finishAll(first.Ops)
		var used *KeyUsedError
		_, err = env.engine.Submit(t.Context(), bea, Key{Form: "k"}, env.confirmed(restoreOf("snap", "vol", true).Requests()...)...)
		require.ErrorAs(t, err, &used, "destructive operations are confirmed again")
		require.Len(t, used.Earlier, len(first.Ops))
		require.Len(t, env.ledger.ops, len(first.Ops))
		require.Equal(t, 1, env.cloud.cloudState.countApplied("RestoreSnapshot"))
	})
}

func TestRetry_RefusesSingleChainStep(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.cloudState.responses = []response{{err: fault(inventory.ErrInvalid, 422)}}
		requested := tasks()["restore"].ask(env)
		ended := env.finishAll(requested.Ops)
		require.Equal(t, []State{Failed, Failed, Failed, Done}, statesOf(ended))
		n, confirm, err := env.engine.RetryFailed(t.Context(), ended, bea)
		require.NoError(t, err)
		require.Zero(t, n)
		require.Equal(t, ids(ended[:1]), ids(confirm), "the failed step is retried with those that follow it")
		require.Equal(t, "RUNNING", env.cloud.cloudState.server.VMState)
	})
}

// The volume stays available until the request starts, so its state proves nothing before.
func TestRestore_NotDoneBeforeRequestIsListed(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.cloudState.accepted, env.cloud.cloudState.requestDelay, env.mirror.paused = 30*time.Second, 10*time.Second, true
		plain := restoreOf("snap", "vol", false)
		plain.Safety = func(string) string { return "" }
		env.cloud.cloudState.server.VMState = "SHUTOFF"
		requested, err := env.engine.Submit(t.Context(), bea, Key{Form: "k"}, env.confirmed(plain.Requests()...)...)
		require.NoError(t, err)
		require.Equal(t, Done, env.finish(requested.Ops[0].ID).State)
		require.Equal(t, "snap", env.cloud.cloudState.content["vol"], "the volume has the content of the snapshot once the operation is done")
	})
}

func TestResolve_SnapshotOnlyForCreates(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.cloudState.responses = []response{{err: lost(inventory.ErrServer, 504)}}
		plain := restoreOf("snap", "vol", false)
		plain.Safety = func(string) string { return "" }
		env.cloud.cloudState.server.VMState = "SHUTOFF"
		requested, err := env.engine.Submit(t.Context(), bea, Key{Form: "k"}, env.confirmed(plain.Requests()...)...)
		require.NoError(t, err)
		env.advance(requested.Ops[0].ID)
		env.cloud.listingsFail = fault(inventory.ErrServer, 500)
		op := env.finish(requested.Ops[0].ID)
		require.Equal(t, Unknown, op.State)
		_, err = env.engine.Resolve(t.Context(), op.ID, Resolution{SnapshotID: "snap"}, bea)
		require.ErrorIs(t, err, ErrNotSource)
		op, err = env.engine.Resolve(t.Context(), op.ID, Resolution{}, bea)
		require.NoError(t, err)
		require.Equal(t, Failed, op.State)
	})
}

// The 202 named only the volume.
func TestCreateVolume_PolledByVolumeWithoutRequest(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[inventory.RequestStatus]State{inventory.RequestDone: Done, inventory.RequestFailed: Failed} {
		t.Run(string(outcome), func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.cloudState.emptyReceipts, env.cloud.cloudState.outcome = true, outcome
				requested, err := env.engine.Submit(t.Context(), bea, Key{Form: "k"}, NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, nil)...)
				require.NoError(t, err)
				op := env.finish(requested.Ops[0].ID)
				require.Equal(t, want, op.State)
				require.Equal(t, "work-1", op.RequestID)
				if want == Failed {
					require.Equal(t, FailedRequest, op.Failure.Kind)
				}
			})
		})
	}
}
