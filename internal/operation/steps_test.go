package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// TestAFormThatIsSentAgainAddsNoSteps sends the form of a restore once more when the server,
// which was off, runs by then.
func TestAFormThatIsSentAgainAddsNoSteps(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.life.server.VMState = "SHUTOFF"
		first, err := w.engine.Submit(t.Context(), bea, Key{Form: "k"}, restoreOf("snap", "vol", false).Requests()...)
		require.NoError(t, err)
		w.finishAll(first.Ops)
		var used *KeyUsedError
		_, err = w.engine.Submit(t.Context(), bea, Key{Form: "k"}, restoreOf("snap", "vol", true).Requests()...)
		require.ErrorAs(t, err, &used, "what destroys is confirmed anew")
		require.Len(t, used.Earlier, len(first.Ops))
		require.Len(t, w.book.ops, len(first.Ops))
		require.Equal(t, 1, w.heaven.life.carried("RestoreSnapshot"))
	})
}

func TestAStepOfSeveralIsNotTriedAgainAlone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.life.answers = []answer{{err: fault(inventory.ErrInvalid, 422)}}
		asked := tasks()["restore"].ask(w)
		ended := w.finishAll(asked.Ops)
		require.Equal(t, []State{Failed, Failed, Failed, Done}, statesOf(ended))
		n, confirm, err := w.engine.RetryFailed(t.Context(), ended, bea)
		require.NoError(t, err)
		require.Zero(t, n)
		require.Equal(t, ids(ended[:1]), ids(confirm), "the step that failed stands for those that follow it")
		require.Equal(t, "RUNNING", w.heaven.life.server.VMState)
	})
}

// TestARestoreIsNotDoneBecauseItsRequestDoesNotShowYet: the volume is at rest until the
// request begins, which a while proves nothing.
func TestARestoreIsNotDoneBecauseItsRequestDoesNotShowYet(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.life.took, w.heaven.life.hidden, w.mirror.asleep = 30*time.Second, 10*time.Second, true
		plain := restoreOf("snap", "vol", false)
		plain.Safety = func(string) string { return "" }
		w.heaven.life.server.VMState = "SHUTOFF"
		asked, err := w.engine.Submit(t.Context(), bea, Key{Form: "k"}, plain.Requests()...)
		require.NoError(t, err)
		require.Equal(t, Done, w.finish(asked.Ops[0].ID).State)
		require.Equal(t, "snap", w.heaven.life.content["vol"], "it is done when it is done")
	})
}

func TestOnlyWhatMakesASnapshotIsSettledByOne(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.life.answers = []answer{{err: lost(inventory.ErrServer, 504)}}
		plain := restoreOf("snap", "vol", false)
		plain.Safety = func(string) string { return "" }
		w.heaven.life.server.VMState = "SHUTOFF"
		asked, err := w.engine.Submit(t.Context(), bea, Key{Form: "k"}, plain.Requests()...)
		require.NoError(t, err)
		w.advance(asked.Ops[0].ID)
		w.heaven.away = fault(inventory.ErrServer, 500)
		op := w.finish(asked.Ops[0].ID)
		require.Equal(t, Unknown, op.State)
		_, err = w.engine.Resolve(t.Context(), op.ID, Resolution{SnapshotID: "snap"}, bea)
		require.ErrorIs(t, err, ErrNotSource)
		op, err = w.engine.Resolve(t.Context(), op.ID, Resolution{}, bea)
		require.NoError(t, err)
		require.Equal(t, Failed, op.State)
	})
}

// TestANewVolumeWhoseAnswerNamedNoRequestIsToldByIt: the 202 named the volume alone.
func TestANewVolumeWhoseAnswerNamedNoRequestIsToldByIt(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[inventory.RequestStatus]State{inventory.RequestDone: Done, inventory.RequestFailed: Failed} {
		t.Run(string(outcome), func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				w.heaven.life.nameless, w.heaven.life.outcome = true, outcome
				asked, err := w.engine.Submit(t.Context(), bea, Key{Form: "k"}, NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, nil)...)
				require.NoError(t, err)
				op := w.finish(asked.Ops[0].ID)
				require.Equal(t, want, op.State)
				require.Equal(t, "work-1", op.RequestID)
				if want == Failed {
					require.Equal(t, FailedRequest, op.Failure.Kind)
				}
			})
		})
	}
}
