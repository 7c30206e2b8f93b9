package stream

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/foreign"
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

func TestNotification_NamesAreUnchanged(t *testing.T) {
	t.Parallel()
	name := `db "main" \\ ü`
	op := operation.Operation{Kind: operation.CreateSnapshot, State: operation.Failed, Params: operation.CreateParams{Name: name}}
	require.Contains(t, notificationText(op), foreign.Quoted(name))
}
