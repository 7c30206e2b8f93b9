package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

var bea = Actor{Name: "bea", Addr: "192.0.2.7"}

// second asks for a snapshot of another volume of the same data center and lets it find its lane taken.
func (w *world) second(volumeID string) Operation {
	op := w.create(volumeID)
	w.advance(op.ID)
	return w.op(op.ID)
}

func TestWhatWaitsCanBeCancelledAndIsNeverSent(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		first := w.click()
		w.advance(first)
		waiting := w.second("vol-2")
		op, err := w.engine.Cancel(t.Context(), waiting.ID, bea)
		require.NoError(t, err)
		require.Equal(t, Cancelled, op.State)
		require.True(t, op.Settled())
		require.Contains(t, op.Stages[len(op.Stages)-1].Note, "bea")
		require.Equal(t, Done, w.finish(first).State)
		w.advance(waiting.ID)
		require.Equal(t, 1, w.heaven.sends)

		again, err := w.engine.Cancel(t.Context(), waiting.ID, bea)
		require.NoError(t, err, "a second click changes nothing")
		require.Equal(t, op.Version, again.Version)
	})
}

func TestWhatTheCloudHasCannotBeCancelled(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		id := w.click()
		w.advance(id)
		_, err := w.engine.Cancel(t.Context(), id, bea)
		require.ErrorIs(t, err, ErrTooLate)
		_, err = w.engine.MoveToFront(t.Context(), id, bea)
		require.ErrorIs(t, err, ErrTooLate)
		require.Equal(t, Done, w.finish(id).State)
	})
}

func TestWhatIsMovedToTheFrontGoesFirst(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		first := w.click()
		w.advance(first)
		second, third := w.second("vol-2"), w.second("vol-3")
		_, err := w.engine.MoveToFront(t.Context(), third.ID, bea)
		require.NoError(t, err)
		w.finish(first)
		w.advance(second.ID)
		require.Equal(t, Waiting, w.op(second.ID).State, "it lets the other one go first")
		require.Equal(t, Done, w.finish(third.ID).State)
		require.Equal(t, Done, w.finish(second.ID).State)
		require.Zero(t, w.heaven.overlap)
		require.Empty(t, w.book.breaches)
	})
}

func TestAFailedOperationIsTriedAgainAsANewOneOnceForEachForm(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.answers = []answer{{err: fault(inventory.ErrInvalid, 422)}}
		old := w.finish(w.click())
		require.Equal(t, Failed, old.State)
		again, err := w.engine.Retry(t.Context(), old.ID, bea)
		require.NoError(t, err)
		require.False(t, again.Earlier)
		op := again.First()
		require.Equal(t, old.ID, op.RetryOf)
		require.Equal(t, old.Create, op.Create)
		require.Equal(t, "bea", op.Actor)
		same, err := w.engine.Retry(t.Context(), old.ID, bea)
		require.NoError(t, err)
		require.True(t, same.Earlier)
		require.Equal(t, op.ID, same.First().ID)
		require.Equal(t, Done, w.finish(op.ID).State)
		_, err = w.engine.Retry(t.Context(), op.ID, bea)
		require.ErrorIs(t, err, ErrTooLate)
	})
}

// unknown is an operation whose outcome nobody could prove; carried tells what the cloud did.
func (w *world) unknown(carried bool) Operation {
	w.heaven.away = fault(inventory.ErrServer, 500)
	w.heaven.answers = []answer{{err: lost(inventory.ErrServer, 504), carried: carried}}
	op := w.finish(w.click())
	require.Equal(w.t, Unknown, op.State)
	return op
}

func TestAnUnknownOutcomeIsSettledWhenTheCloudCanBeReadAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		carried bool
		end     State
		labels  LabelState
	}{
		"it was carried out":     {true, Done, LabelsWritten},
		"it was not carried out": {false, Failed, LabelsDropped},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				op := w.unknown(c.carried)
				w.heaven.away = nil
				op = w.during(op.ID, time.Hour)
				require.Equal(t, c.end, op.State)
				require.Equal(t, c.labels, op.Labels.State)
				require.True(t, op.Settled())
				require.Equal(t, 1, w.heaven.sends)
				require.Empty(t, w.book.breaches)
			})
		})
	}
}

func TestAPersonSettlesAnUnknownOutcomeBothWays(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		op := w.unknown(true)
		_, err := w.engine.Resolve(t.Context(), op.ID, Resolution{SnapshotID: "none such"}, bea)
		require.ErrorIs(t, err, ErrNotSource)
		op, err = w.engine.Resolve(t.Context(), op.ID, Resolution{SnapshotID: "snap-1"}, bea)
		require.NoError(t, err)
		require.Equal(t, Done, op.State)
		require.Equal(t, LabelsWritten, w.finish(op.ID).Labels.State)
		_, err = w.engine.Resolve(t.Context(), op.ID, Resolution{}, bea)
		require.ErrorIs(t, err, ErrTooLate)
	})
	inWorld(t, func(w *world) {
		op := w.unknown(false)
		op, err := w.engine.Resolve(t.Context(), op.ID, Resolution{}, bea)
		require.NoError(t, err)
		require.Equal(t, Failed, op.State)
		require.True(t, op.Settled())
	})
}

func TestTheLikeliestSnapshotsComeFirst(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	made := inventory.Metadata{CreatedDate: at.Add(time.Minute)}
	op := Operation{ID: "op", Location: "de/fra", SizeGB: 10, CreatedAt: at, Create: CreateParams{Name: "nightly"}}
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

func TestADataCenterThatOthersChangeMakesOursWait(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.mirror.others = []inventory.Request{{ID: "theirs", Status: inventory.RequestRunning, URL: "https://api/datacenters/dc/volumes", Targets: []inventory.Target{{ID: "dc", Type: "datacenter"}}}}
		id := w.click()
		op := w.during(id, time.Minute)
		require.Equal(t, Waiting, op.State)
		require.Contains(t, op.Stages[1].Note, "somebody else")
		require.Len(t, op.Stages, 2)
		require.Zero(t, w.heaven.sends)
		w.mirror.others = nil
		w.mirror.state = inventory.StateBusy
		require.Equal(t, Waiting, w.during(id, time.Minute).State, "also when only the state tells")
		w.mirror.state = inventory.StateAvailable
		require.Equal(t, Done, w.finish(id).State)
	})
}
