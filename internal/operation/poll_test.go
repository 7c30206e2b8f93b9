package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestPoll_FailedRequestReportsOrphan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end  inventory.State
		left bool
	}{
		"nothing":           {end: "", left: false},
		"a failed snapshot": {end: inventory.StateFailed, left: true},
		"a good-looking snapshot that is not to be trusted": {end: inventory.StateAvailable, left: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.outcome, env.cloud.snapshotEnd = inventory.RequestFailed, c.end
				op := env.finish(env.submitCreate())
				require.Equal(t, Failed, op.State)
				require.Equal(t, inventory.RequestFailed, op.RequestStatus)
				require.Equal(t, c.left, op.HasOrphan())
				require.Equal(t, "req-1", op.Failure.RequestID)
				require.Equal(t, []inventory.APIMessage{{Text: "[VDC-5-0] An unexpected error occurred"}}, op.Failure.Messages)
				if c.left {
					require.Contains(t, op.Failure.Text, "left a snapshot behind")
				} else {
					require.NotContains(t, op.Failure.Text, "left a snapshot behind")
				}
			})
		})
	}
}

func TestPoll_FailedSnapshotFailsOperation(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.snapshotEnd = inventory.StateFailed
		op := env.finish(env.submitCreate())
		require.Equal(t, Failed, op.State)
		require.Equal(t, OrphanSnapshot, op.Failure.Kind)
	})
}

func TestPoll_ToleratesLateSnapshot(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.snapshotEnd, env.cloud.runDelay = "", time.Hour
		id := env.submitCreate()
		op := env.advanceFor(id, time.Hour+30*time.Second)
		require.Equal(t, Provisioning, op.State, "the minute counts from when the request was done")
		env.cloud.snapshotEnd = inventory.StateAvailable
		require.Equal(t, Done, env.finish(id).State)
	})
}

func TestPoll_MissingSnapshotFailsAfterTimeout(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.snapshotEnd = ""
		op := env.finish(env.submitCreate())
		require.Equal(t, Failed, op.State)
		require.Equal(t, MissingAfterDone, op.Failure.Kind)
		require.Equal(t, LabelsDropped, op.Labels.State)
		require.InDelta(t, 70*time.Second, op.FinishedAt.Sub(op.CreatedAt), float64(5*time.Second))
	})
}

func TestPoll_ForgottenRequestFallsBackToSnapshot(t *testing.T) {
	t.Parallel()
	for end, want := range map[inventory.State]State{
		inventory.StateAvailable: Done, inventory.StateFailed: Failed, "": Failed,
	} {
		t.Run(string(end), func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.forgetsRequests, env.cloud.snapshotEnd = true, end
				require.Equal(t, want, env.finish(env.submitCreate()).State)
			})
		})
	}
}

func TestPoll_UnexpectedStateIsUnknown(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.snapshotEnd = inventory.StateInactive
		id := env.submitCreate()
		require.Equal(t, Provisioning, env.advanceFor(id, time.Minute).State, "it may still become available")
		op := env.finish(id)
		require.Equal(t, Unknown, op.State)
		require.Contains(t, op.Failure.Text, "INACTIVE")
	})
}

func TestPoll_EmptyReceiptFoundByMarker(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*fakeCloud){
		"in the lists at once":             func(*fakeCloud) {},
		"in a queue for longer":            func(cloud *fakeCloud) { cloud.queueDelay, cloud.listDelay = 10*time.Minute, 10*time.Minute },
		"and its request names no target":  func(cloud *fakeCloud) { cloud.unnamedTargets = true },
		"and its request cannot be listed": func(cloud *fakeCloud) { cloud.noRequests = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.emptyReceipts = true
				set(env.cloud)
				op := env.finish(env.submitCreate())
				require.Equal(t, Done, op.State)
				require.Equal(t, "snap-1", op.SnapshotID)
				require.Len(t, env.cloud.creations, 1)
			})
		})
	}
}

func TestPoll_AcceptedButNothingCreated(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.emptyReceipts, env.cloud.noSnapshots, env.cloud.noRequests = true, true, true
		op := env.finish(env.submitCreate())
		require.Equal(t, Failed, op.State)
		require.Equal(t, MissingAfterDone, op.Failure.Kind)
	})
}
