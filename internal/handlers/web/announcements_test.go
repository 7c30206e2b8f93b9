package web

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// Every outcome has a sentence; of running operations only creates have one.
func TestNotificationText_OnlyOfAwaitedChanges(t *testing.T) {
	t.Parallel()
	for _, kind := range operation.Kinds() {
		op := operation.Operation{Kind: kind, Params: operation.CreateParams{Name: "nightly"}, SnapshotID: "s", VolumeID: "v"}
		seen := map[string]bool{}
		for _, state := range []operation.State{operation.Done, operation.Failed, operation.Unknown} {
			op.State = state
			text := notificationText(op)
			require.NotEmpty(t, text, "%s %s", kind, state)
			require.False(t, seen[text], "%s %s reads like another end: %s", kind, state, text)
			seen[text] = true
		}
		for _, state := range []operation.State{operation.Queued, operation.Waiting, operation.Submitting} {
			op.State = state
			require.Empty(t, notificationText(op), "%s %s", kind, state)
		}
		op.State = operation.Provisioning
		require.Equal(t, kind == operation.CreateSnapshot, notificationText(op) != "", kind)
	}
}

// A state that is reported again, or that was reached before the start, is not announced.
func TestNotifications_EachStateOnce(t *testing.T) {
	t.Parallel()
	n := newNotifications()
	op := operation.Operation{ID: "op", State: operation.Accepted}
	require.True(t, n.update(op))
	require.False(t, n.update(op))
	op.State, op.Labels.State = operation.Done, operation.LabelsPending
	require.True(t, n.update(op))
	op.Labels.State = operation.LabelsWritten
	require.False(t, n.update(op), "written labels are not announced")
	require.Empty(t, n.lastState, "completed operations are forgotten")
	require.False(t, n.update(operation.Operation{ID: "old", State: operation.Done, Labels: operation.LabelProgress{State: operation.LabelsWritten}}))
}

// The operation is accepted, cannot be sent, or gets no response.
func TestAwaitResponse_EndsWithFirstResponse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		response operation.Operation
		want     operation.State
	}{
		"accepted":     {operation.Operation{ID: "op", Version: 2, State: operation.Accepted}, operation.Accepted},
		"refused":      {operation.Operation{ID: "op", Version: 2, State: operation.Failed}, operation.Failed},
		"not answered": {operation.Operation{ID: "op", Version: 2, State: operation.Submitting, Failure: &operation.Failure{Kind: "server"}}, operation.Submitting},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewBase(Deps{Operations: operation.NewCache(), ResponseTimeout: time.Minute, Log: slog.New(slog.DiscardHandler)})
			s.Operations.Put(c.response)
			require.Equal(t, c.want, s.AwaitResponse(t.Context(), operation.Operation{ID: "op", Version: 1, State: operation.Queued}).State)
			require.Empty(t, s.notifications.waiting, "no request is waiting any more")
		})
	}
	s := NewBase(Deps{Operations: operation.NewCache(), ResponseTimeout: time.Minute, Log: slog.New(slog.DiscardHandler)})
	gone, leave := context.WithCancel(t.Context())
	leave()
	require.Equal(t, operation.Queued, s.AwaitResponse(gone, operation.Operation{ID: "op", State: operation.Queued}).State, "a client that has disconnected does not wait")
}

// A change of another operation wakes no request.
func TestOperationChanged_WakesAllWaitingRequests(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(d *Deps) { d.ResponseTimeout = time.Minute })
	responses := make(chan operation.State, 3)
	queued := operation.Operation{ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Queued}
	for range 3 {
		go func() { responses <- f.AwaitResponse(t.Context(), queued).State }()
	}
	require.Eventually(t, func() bool {
		f.notifications.mu.Lock()
		defer f.notifications.mu.Unlock()
		return len(f.notifications.waiting["op"]) == 3
	}, time.Minute, time.Millisecond)
	f.OperationChanged(operation.Operation{ID: "other", Version: 2, Kind: operation.CreateSnapshot, State: operation.Accepted})
	require.Empty(t, responses)
	f.OperationChanged(operation.Operation{ID: "op", Version: 2, Kind: operation.CreateSnapshot, State: operation.Accepted})
	for range 3 {
		require.Equal(t, operation.Accepted, <-responses)
	}
}

// The form is answered even if IONOS Cloud takes longer.
func TestAwaitResponse_WaitIsBounded(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(d *Deps) { d.ResponseTimeout = time.Nanosecond })
	op := operation.Operation{ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Submitting}
	require.Equal(t, operation.Submitting, f.AwaitResponse(t.Context(), op).State)
	require.Empty(t, f.notifications.waiting)
}

// Hostile names stay quoted.
func TestNotificationText_PreventedIsNoFailure(t *testing.T) {
	t.Parallel()
	op := operation.Operation{Kind: operation.DeleteSnapshot, State: operation.Cancelled, SnapshotID: "s", Params: operation.CreateParams{Name: "a\"\nb"}}
	require.Empty(t, notificationText(op), "a user's own cancellation is not announced")
	op.Failure = &operation.Failure{Kind: operation.Causes()[0]}
	prevented := notificationText(op)
	require.NotEmpty(t, prevented)
	require.NotContains(t, prevented, "\n")
	op.State, op.Failure = operation.Failed, &operation.Failure{Kind: "server"}
	require.NotEqual(t, prevented, notificationText(op))
}
