package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestARequestThatFailsSaysWhatItLeftBehind(t *testing.T) {
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
			inWorld(t, func(w *world) {
				w.heaven.outcome, w.heaven.end = inventory.RequestFailed, c.end
				op := w.finish(w.click())
				require.Equal(t, Failed, op.State)
				require.Equal(t, inventory.RequestFailed, op.RequestStatus)
				require.Equal(t, c.left, op.LeftBehind())
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

func TestASnapshotThatFailsFailsItsOperation(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.end = inventory.StateFailed
		op := w.finish(w.click())
		require.Equal(t, Failed, op.State)
		require.Equal(t, LeftSnapshot, op.Failure.Kind)
	})
}

func TestASnapshotMayBeMissingForAWhileAfterItsRequestIsDone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.end, w.heaven.runFor = "", time.Hour
		id := w.click()
		op := w.during(id, time.Hour+30*time.Second)
		require.Equal(t, Provisioning, op.State, "the minute counts from when the request was done")
		w.heaven.end = inventory.StateAvailable
		require.Equal(t, Done, w.finish(id).State)
	})
}

func TestASnapshotThatStaysMissingIsGone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.end = ""
		op := w.finish(w.click())
		require.Equal(t, Failed, op.State)
		require.Equal(t, GoneAfterDone, op.Failure.Kind)
		require.Equal(t, LabelsDropped, op.Labels.State)
		require.InDelta(t, 70*time.Second, op.FinishedAt.Sub(op.CreatedAt), float64(5*time.Second))
	})
}

func TestARequestThatTheCloudHasForgottenIsToldByItsSnapshot(t *testing.T) {
	t.Parallel()
	for end, want := range map[inventory.State]State{
		inventory.StateAvailable: Done, inventory.StateFailed: Failed, "": Failed,
	} {
		t.Run(string(end), func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				w.heaven.forgets, w.heaven.end = true, end
				require.Equal(t, want, w.finish(w.click()).State)
			})
		})
	}
}

func TestASnapshotThatComesToRestInAnOddStateIsUnknown(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.end = inventory.StateInactive
		id := w.click()
		require.Equal(t, Provisioning, w.during(id, time.Minute).State, "it may still become available")
		op := w.finish(id)
		require.Equal(t, Unknown, op.State)
		require.Contains(t, op.Failure.Text, "INACTIVE")
	})
}

func TestA202WithoutNamesIsFoundByItsMarker(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*heaven){
		"in the lists at once":             func(*heaven) {},
		"in a queue for longer":            func(h *heaven) { h.queueFor, h.unlisted = 10*time.Minute, 10*time.Minute },
		"and its request names no target":  func(h *heaven) { h.nameless = true },
		"and its request cannot be listed": func(h *heaven) { h.noRequests = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				w.heaven.blank = true
				set(w.heaven)
				op := w.finish(w.click())
				require.Equal(t, Done, op.State)
				require.Equal(t, "snap-1", op.SnapshotID)
				require.Len(t, w.heaven.made, 1)
			})
		})
	}
}

func TestA202OfNothingIsGone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		w.heaven.blank, w.heaven.noSnapshots, w.heaven.noRequests = true, true, true
		op := w.finish(w.click())
		require.Equal(t, Failed, op.State)
		require.Equal(t, GoneAfterDone, op.Failure.Kind)
	})
}
