package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestLabelsAreTriedAgainUntilTheyStand(t *testing.T) {
	t.Parallel()
	busy, refused := fault(inventory.ErrBusy, 423), fault(inventory.ErrForbidden, 403)
	gone, cut := fault(inventory.ErrNotFound, 404), lost(inventory.ErrServer, 504)
	for name, c := range map[string]struct {
		answers []error
		tries   int
	}{
		"at once":                  {nil, 1},
		"busy":                     {[]error{busy, busy}, 3},
		"refused":                  {[]error{refused}, 2},
		"cut off in the middle":    {[]error{nil, cut}, 2},
		"the snapshot shows late":  {[]error{gone, gone}, 3},
		"one failure of each kind": {[]error{busy, refused, nil, nil, cut}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				w.heaven.labelling = c.answers
				op := w.finish(w.click())
				require.Equal(t, Done, op.State)
				require.Equal(t, LabelProgress{State: LabelsWritten, Tries: c.tries}, op.Labels)
				require.Len(t, w.heaven.labels, 3)
			})
		})
	}
}

func TestLabelsThatFailKeepNobodyFromBeingDone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		for range 20 {
			w.heaven.labelling = append(w.heaven.labelling, fault(inventory.ErrBusy, 423))
		}
		id := w.click()
		op := w.during(id, 15*time.Second)
		require.Equal(t, Done, op.State)
		require.False(t, op.Settled())
		require.Equal(t, LabelsFailing, op.Labels.State)
		require.Equal(t, inventory.ErrBusy.Error(), op.Labels.Note)
		require.True(t, op.Labels.NextAt.After(time.Now()))

		op = w.finish(id)
		require.Equal(t, LabelsWritten, op.Labels.State)
		require.Equal(t, 21, op.Labels.Tries)
	})
}

func TestTriesOfLabelsRestLongerAndLongerUpToFiveMinutes(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		for range 12 {
			w.heaven.labelling = append(w.heaven.labelling, fault(inventory.ErrForbidden, 403))
		}
		id := w.click()
		last := w.during(id, 30*time.Second).Labels
		for {
			again, done := w.advance(id)
			if done {
				break
			}
			require.LessOrEqual(t, again, maxLabelRest)
			time.Sleep(again)
			now := w.op(id).Labels
			require.GreaterOrEqual(t, now.Tries, last.Tries)
			last = now
		}
		require.Len(t, w.heaven.labels, 3)
	})
}

func TestLabelsWaitAsLongAsTheCloudAsksEvenBeyondFiveMinutes(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		limited := fault(inventory.ErrRateLimited, 429)
		limited.RetryAfter = 10 * time.Minute
		w.heaven.labelling = []error{limited}
		id := w.click()
		op := w.during(id, time.Minute)
		require.Equal(t, op.Stages[1].At.Add(10*time.Minute), op.Labels.NextAt)
	})
}

func TestASnapshotThatIsGoneNeedsNoLabels(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		for range 3 {
			w.heaven.labelling = append(w.heaven.labelling, fault(inventory.ErrBusy, 423))
		}
		w.heaven.labelling = append(w.heaven.labelling, fault(inventory.ErrNotFound, 404))
		op := w.finish(w.click())
		require.Equal(t, Done, op.State)
		require.Equal(t, LabelsDropped, op.Labels.State)
		require.Equal(t, "The snapshot is gone.", op.Labels.Note)
	})
}
