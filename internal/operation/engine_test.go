package operation

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestAClickIsRecordedBeforeAnythingIsAskedOfTheCloud(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		var heard []Operation
		w.engine.OnChange(func(op Operation) { heard = append(heard, op) })
		op := w.create("vol")
		require.Equal(t, Queued, op.State)
		require.Equal(t, "amy", op.Actor)
		require.Equal(t, []Stage{{State: Queued, At: time.Now()}}, op.Stages)
		require.Equal(t, op, w.op(op.ID))
		require.Equal(t, []Operation{op}, heard)
		require.Zero(t, w.heaven.sends)
	})
}

func TestTheSameFormIsOneOperation(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		id := w.click()
		var heard int
		w.engine.OnChange(func(Operation) { heard++ })
		again, err := w.engine.Submit(w.t.Context(), amy(), Key{Form: "key-vol"}, requestOf("vol"))
		require.NoError(t, err)
		require.True(t, again.Earlier)
		require.Equal(t, id, again.First().ID)
		require.Zero(t, heard)
		w.finish(id)
		require.Len(t, w.heaven.made, 1)
	})
}

func TestAGoodOperationPassesItsStages(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		id := w.click()
		op := w.finish(id)
		require.Equal(t, []State{Queued, Submitting, Accepted, Provisioning, Done}, states(op))
		require.Equal(t, "snap-1", op.SnapshotID)
		require.Equal(t, "req-1", op.RequestID)
		require.Equal(t, inventory.RequestDone, op.RequestStatus)
		require.Equal(t, 1, op.Sends)
		require.Nil(t, op.Failure)
		require.Equal(t, LabelsWritten, op.Labels.State)
		require.True(t, op.Settled())
		require.Equal(t, op.Stages[len(op.Stages)-1].At, op.FinishedAt)
		require.LessOrEqual(t, op.FinishedAt.Sub(op.CreatedAt), 12*time.Second, "seen within a look after 10 s of work")
		require.Equal(t, map[string]string{
			inventory.LabelDatacenter: "dc", inventory.LabelVolume: "vol", inventory.LabelOperation: id,
		}, w.heaven.labels)
		require.Equal(t, 1, w.heaven.asked, "the mirror tells until the request is off its list")
		require.Empty(t, w.book.breaches)
	})
}

func TestTheCreateCallCarriesTheMarker(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		op := w.finish(w.click())
		text, marker, ok := inventory.CutMarker(w.heaven.made[0].snapshot.Description)
		require.True(t, ok)
		require.Equal(t, "ticket 7", text)
		require.Equal(t, op.Marker(), marker)
		require.Equal(t, "ticket 7", op.Create.Description, "the record keeps the person's own text")
	})
}

func TestEachStageIsSeenWithinALook(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.queueFor, w.heaven.runFor = time.Minute, time.Hour
		id := w.click()
		require.Equal(t, Accepted, w.during(id, time.Minute).State)
		require.Equal(t, Provisioning, w.during(id, 2*time.Second).State)
		require.Equal(t, Provisioning, w.during(id, time.Hour-4*time.Second).State, "there is no fixed time-out")
		require.Equal(t, Done, w.during(id, 6*time.Second).State)
	})
}

func TestAMirrorThatSleepsIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.mirror.asleep = true
		op := w.finish(w.click())
		require.Equal(t, Done, op.State)
		require.LessOrEqual(t, op.FinishedAt.Sub(op.CreatedAt), 12*time.Second)
	})
}

func TestAnOperationThatIsSettledIsLeftAlone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		id := w.click()
		before := w.finish(id)
		_, done := w.advance(id)
		require.True(t, done)
		require.Equal(t, before, w.op(id))
	})
}

func TestAnUnknownOperationIsAnError(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		_, _, err := w.engine.Advance(w.t.Context(), "nobody")
		require.ErrorIs(t, err, ErrNoOperation)
	})
}

func TestWhatHappenedIsWrittenDownWhileTheProcessIsStopped(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		id := w.click()
		w.heaven.answers = []answer{{hangs: true, carried: true}}
		ctx, stop := context.WithTimeout(w.t.Context(), time.Second)
		defer stop()
		_, _, err := w.engine.Advance(ctx, id)
		require.NoError(t, err)
		op := w.op(id)
		require.Equal(t, Submitting, op.State)
		require.NotNil(t, op.Failure)
		w.start()
		require.Equal(t, Done, w.finish(id).State)
		require.Len(t, w.heaven.made, 1)
	})
}

func TestALedgerThatIsAlwaysStaleIsNotHammered(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		id := w.click()
		reads := 0
		w.book.pass = func(point string) {
			if point == "before Start" {
				reads++
				w.book.mu.Lock()
				defer w.book.mu.Unlock()
				op := w.book.ops[id]
				op.Version++ // another worker is always faster
				w.book.ops[id] = op
			}
		}
		again, done := w.advance(id)
		require.False(t, done)
		require.Equal(t, DefaultTiming().Turn, again)
		require.Equal(t, maxStale, reads)
		require.Zero(t, w.heaven.sends)
	})
}
