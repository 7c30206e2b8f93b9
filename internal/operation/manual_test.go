package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

var bea = Actor{Name: "bea", Addr: "192.0.2.7"}

// waitingSecond submits a snapshot of another volume in the same data center, whose lane is taken.
func (env *testEnv) waitingSecond(volumeID string) Operation {
	op := env.create(volumeID)
	env.advance(op.ID)
	return env.op(op.ID)
}

func TestCancel_WaitingOperationIsNeverSent(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		first := env.submitCreate()
		env.advance(first)
		waiting := env.waitingSecond("vol-2")
		op, err := env.engine.Cancel(t.Context(), waiting.ID, bea)
		require.NoError(t, err)
		require.Equal(t, Cancelled, op.State)
		require.True(t, op.Complete())
		require.Contains(t, op.Stages[len(op.Stages)-1].Note, "bea")
		require.Equal(t, Done, env.finish(first).State)
		env.advance(waiting.ID)
		require.Equal(t, 1, env.cloud.sends)

		retry, err := env.engine.Cancel(t.Context(), waiting.ID, bea)
		require.NoError(t, err, "a second click changes nothing")
		require.Equal(t, op.Version, retry.Version)
	})
}

func TestCancel_RefusedOnceSent(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		id := env.submitCreate()
		env.advance(id)
		_, err := env.engine.Cancel(t.Context(), id, bea)
		require.ErrorIs(t, err, ErrTooLate)
		_, err = env.engine.MoveToFront(t.Context(), id, bea)
		require.ErrorIs(t, err, ErrTooLate)
		require.Equal(t, Done, env.finish(id).State)
	})
}

func TestMoveToFront_StartsNext(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		first := env.submitCreate()
		env.advance(first)
		second, third := env.waitingSecond("vol-2"), env.waitingSecond("vol-3")
		_, err := env.engine.MoveToFront(t.Context(), third.ID, bea)
		require.NoError(t, err)
		env.finish(first)
		env.advance(second.ID)
		require.Equal(t, Waiting, env.op(second.ID).State, "the other operation goes first")
		require.Equal(t, Done, env.finish(third.ID).State)
		require.Equal(t, Done, env.finish(second.ID).State)
		require.Zero(t, env.cloud.overlapping)
		require.Empty(t, env.ledger.violations)
	})
}

func TestRetry_NewOperationOncePerForm(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.responses = []response{{err: fault(inventory.ErrInvalid, 422)}}
		old := env.finish(env.submitCreate())
		require.Equal(t, Failed, old.State)
		again, err := env.engine.Retry(t.Context(), old.ID, bea)
		require.NoError(t, err)
		require.False(t, again.Earlier)
		op := again.First()
		require.Equal(t, old.ID, op.RetryOf)
		require.Equal(t, old.Params, op.Params)
		require.Equal(t, "bea", op.Actor)
		same, err := env.engine.Retry(t.Context(), old.ID, bea)
		require.NoError(t, err)
		require.True(t, same.Earlier)
		require.Equal(t, op.ID, same.First().ID)
		require.Equal(t, Done, env.finish(op.ID).State)
		_, err = env.engine.Retry(t.Context(), op.ID, bea)
		require.ErrorIs(t, err, ErrTooLate)
	})
}

// unknownOutcome returns an operation of unknown outcome; carried says whether the call was applied.
func (env *testEnv) unknownOutcome(carried bool) Operation {
	env.cloud.listingsFail = fault(inventory.ErrServer, 500)
	env.cloud.responses = []response{{err: lost(inventory.ErrServer, 504), applied: carried}}
	op := env.finish(env.submitCreate())
	require.Equal(env.t, Unknown, op.State)
	return op
}

func TestRecheck_ResolvesWhenCloudIsReadable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		carried bool
		end     State
		labels  LabelState
	}{
		"applied":     {true, Done, LabelsWritten},
		"not applied": {false, Failed, LabelsDropped},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				op := env.unknownOutcome(c.carried)
				env.cloud.listingsFail = nil
				op = env.advanceFor(op.ID, time.Hour)
				require.Equal(t, c.end, op.State)
				require.Equal(t, c.labels, op.Labels.State)
				require.True(t, op.Complete())
				require.Equal(t, 1, env.cloud.sends)
				require.Empty(t, env.ledger.violations)
			})
		})
	}
}

func TestResolve_CreatedOrNotCreated(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		op := env.unknownOutcome(true)
		_, err := env.engine.Resolve(t.Context(), op.ID, Resolution{SnapshotID: "none such"}, bea)
		require.ErrorIs(t, err, ErrNotSource)
		op, err = env.engine.Resolve(t.Context(), op.ID, Resolution{SnapshotID: "snap-1"}, bea)
		require.NoError(t, err)
		require.Equal(t, Done, op.State)
		require.Equal(t, LabelsWritten, env.finish(op.ID).Labels.State)
		_, err = env.engine.Resolve(t.Context(), op.ID, Resolution{}, bea)
		require.ErrorIs(t, err, ErrTooLate)
	})
	runEnv(t, func(env *testEnv) {
		op := env.unknownOutcome(false)
		op, err := env.engine.Resolve(t.Context(), op.ID, Resolution{}, bea)
		require.NoError(t, err)
		require.Equal(t, Failed, op.State)
		require.True(t, op.Complete())
	})
}

func TestCandidates_LikeliestFirst(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	made := inventory.Metadata{CreatedDate: at.Add(time.Minute)}
	op := Operation{ID: "op", Location: "de/fra", SizeGB: 10, CreatedAt: at, Params: CreateParams{Name: "nightly"}}
	mark := func(id string) string { return inventory.Marker{OperationID: id, VolumeID: "vol"}.Append("") }
	v := inventory.NewView(inventory.Listings{Snapshots: []inventory.Snapshot{
		{ID: "same size", Location: "de/fra", SizeGB: 10, Metadata: made},
		{ID: "same name", Location: "de/fra", Name: "nightly", Metadata: made},
		{ID: "marked", Location: "de/fra", Description: mark("op"), Metadata: made},
		{ID: "of another operation", Location: "de/fra", Name: "nightly", Description: mark("other"), Metadata: made},
		{ID: "elsewhere", Location: "de/txl", Name: "nightly", Metadata: made},
		{ID: "too old", Location: "de/fra", Name: "nightly", Metadata: inventory.Metadata{CreatedDate: at.Add(-time.Hour)}},
	}}, at)
	var ids []string
	for _, s := range Candidates(op, v) {
		ids = append(ids, s.ID)
	}
	require.Equal(t, []string{"marked", "same name", "same size"}, ids)
}

func TestLane_WaitsForForeignChanges(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.mirror.foreign = []inventory.Request{{ID: "theirs", Status: inventory.RequestRunning, URL: "https://api/datacenters/dc/volumes", Targets: []inventory.Target{{ID: "dc", Type: "datacenter"}}}}
		id := env.submitCreate()
		op := env.advanceFor(id, time.Minute)
		require.Equal(t, Waiting, op.State)
		require.Contains(t, op.Stages[1].Note, "another user or tool")
		require.Len(t, op.Stages, 2)
		require.Zero(t, env.cloud.sends)
		env.mirror.foreign = nil
		env.mirror.state = inventory.StateBusy
		require.Equal(t, Waiting, env.advanceFor(id, time.Minute).State, "even if only the state shows the change")
		env.mirror.state = inventory.StateAvailable
		require.Equal(t, Done, env.finish(id).State)
	})
}
