package texts

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func allStates() []operation.State {
	return []operation.State{
		operation.Queued, operation.Waiting, operation.Submitting, operation.Accepted, operation.Provisioning, operation.Done, operation.Failed, operation.Unknown, operation.Cancelled,
	}
}

func TestKindLabel_DiffersByKind(t *testing.T) {
	t.Parallel()
	seen := map[string]operation.Kind{}
	for _, kind := range operation.Kinds() {
		label := KindLabel(kind)
		require.NotContains(t, seen, label, "%s is called as %s", kind, seen[label])
		seen[label] = kind
	}
}

func TestOperationPill_ToneOfEachState(t *testing.T) {
	t.Parallel()
	want := map[operation.State]string{
		operation.Queued: "quiet", operation.Waiting: "quiet", operation.Submitting: "busy", operation.Accepted: "busy", operation.Provisioning: "busy",
		operation.Done: "good", operation.Failed: "bad", operation.Unknown: "warn", operation.Cancelled: "quiet",
	}
	for _, kind := range operation.Kinds() {
		for _, state := range allStates() {
			p := OperationPill(operation.Operation{Kind: kind, State: state})
			require.Equal(t, want[state], p.Tone, "%s %s", kind, state)
			require.NotEmpty(t, p.Label)
			require.NotEmpty(t, p.Icon)
		}
	}
}

func TestOperationPill_CasesBesidesStates(t *testing.T) {
	t.Parallel()
	due := time.Unix(1, 0)
	failed := func(kind string) *operation.Failure { return &operation.Failure{Kind: kind, Text: "Why."} }
	for name, c := range map[string]struct {
		op   operation.Operation
		tone string
		icon string
	}{
		"planned":            {operation.Operation{Kind: operation.DeleteSnapshot, State: operation.Queued, NotBefore: due}, "warn", "clock"},
		"planned and begun":  {operation.Operation{Kind: operation.DeleteSnapshot, State: operation.Submitting, NotBefore: due}, "busy", "spin"},
		"never started":      {operation.Operation{Kind: operation.RestoreVolume, State: operation.Failed, Failure: failed(operation.NotStarted)}, "quiet", "dash"},
		"locked":             {operation.Operation{Kind: operation.DeleteSnapshot, State: operation.Cancelled, Failure: failed(operation.CauseLocked)}, "prevented", "lock"},
		"could not be read":  {operation.Operation{Kind: operation.DeleteSnapshot, State: operation.Cancelled, Failure: failed(operation.CauseUnreadable)}, "prevented", "question"},
		"a backup":           {operation.Operation{Kind: operation.CreateSnapshot, State: operation.Cancelled, Failure: failed(operation.CauseBackupRestored)}, "prevented", "clock"},
		"cancelled by users": {operation.Operation{Kind: operation.DeleteSnapshot, State: operation.Cancelled}, "quiet", "dash"},
	} {
		p := OperationPill(c.op)
		require.Equal(t, c.tone, p.Tone, name)
		require.Equal(t, c.icon, p.Icon, name)
	}
}

func TestStatePill_UnknownStatesPassThrough(t *testing.T) {
	t.Parallel()
	for state, tone := range map[inventory.State]string{
		inventory.StateAvailable: "good", "ACTIVE": "good", inventory.StateBusy: "busy", "DEPLOYING": "busy", "UPDATING": "busy", "DESTROYING": "busy", inventory.StateInactive: "quiet", inventory.StateFailed: "bad",
		inventory.StateUnknown: "quiet", "": "quiet", "FAILED_SUSPENDED": "quiet",
	} {
		require.Equal(t, tone, StatePill(state).Tone, state)
	}
	require.Equal(t, "FAILED_SUSPENDED", StatePill("FAILED_SUSPENDED").Label)
	require.NotEqual(t, StatePill(inventory.StateBusy).Label, SnapshotPill(inventory.StateBusy).Label, "a busy snapshot is being made")
	require.Equal(t, StatePill(inventory.StateFailed), SnapshotPill(inventory.StateFailed))
	require.Empty(t, UnusualPill(StatePill(inventory.StateAvailable)).Label)
	require.NotEmpty(t, UnusualPill(StatePill(inventory.StateBusy)).Label)
}

func TestVMPill_OnlyRunningIsGood(t *testing.T) {
	t.Parallel()
	for state, tone := range map[string]string{"RUNNING": "good", "SHUTOFF": "quiet", "SHUTDOWN": "quiet", "": "quiet", "CRASHED": "warn", "PAUSED": "warn"} {
		require.Equal(t, tone, VMPill(inventory.Server{VMState: state}).Tone, state)
	}
}

func TestShortID_ShortensLongOnes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "12345678", ShortID("12345678"))
	require.Equal(t, "12345678…", ShortID("123456789"))
	require.Empty(t, ShortID(""))
}

func TestUndoText_Minutes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "10 minutes", UndoText(10*time.Minute))
	require.Equal(t, "1 minute", UndoText(time.Minute))
	require.Equal(t, "1m30s", UndoText(90*time.Second))
}

func TestTargetName_OfEachKind(t *testing.T) {
	t.Parallel()
	op := operation.Operation{VolumeID: "v", VolumeName: "disk", Params: operation.CreateParams{Name: "snap"}, Task: operation.Task{Server: &operation.ServerRef{ID: "s", Name: "srv"}}}
	byType := map[string]string{"Volume": "disk", "Server": "srv", "Snapshot": "snap"}
	for _, kind := range operation.Kinds() {
		op.Kind = kind
		require.Equal(t, byType[ResourceType(kind)], TargetName(op), kind)
		require.NotEmpty(t, TargetName(operation.Operation{Kind: kind, VolumeID: "v"}), "an operation without names is called something, too")
	}
}

func TestFailureView_EmptyWithoutFailure(t *testing.T) {
	t.Parallel()
	op := operation.Operation{Kind: operation.CreateSnapshot, State: operation.Failed, RequestID: "own", Failure: &operation.Failure{Kind: "server", Messages: []inventory.APIMessage{{Code: "309", Text: "<b>"}, {}, {Code: "310"}}}}
	f := FailureView(op)
	require.Equal(t, "server", f.Code)
	require.Equal(t, "own", f.RequestID)
	require.Equal(t, []views.Message{{Code: "309", Text: "<b>"}, {Code: "310"}}, f.Messages)
	require.Empty(t, f.Ways)
	op.Failure.RequestID = "refused"
	require.Equal(t, "refused", FailureView(op).RequestID, "the id of the refused response is more useful")
	op.Failure.Kind = operation.CodeQuota
	require.NotEmpty(t, FailureView(op).Ways, "a full quota can be freed")
	op.State = operation.Done
	require.Nil(t, FailureView(op), "the obstacle is gone")
	require.Empty(t, ReasonText(op))
	require.Nil(t, FailureView(operation.Operation{State: operation.Failed}))
}

func TestReasonText_PreventedExplainsItself(t *testing.T) {
	t.Parallel()
	op := operation.Operation{Kind: operation.DeleteSnapshot, State: operation.Cancelled, Failure: &operation.Failure{Kind: operation.CauseLocked, Text: "It is locked."}}
	require.Equal(t, "It is locked.", ReasonText(op))
	op.State, op.Failure.Kind = operation.Waiting, "busy"
	require.Empty(t, ReasonText(op), "the operation continues")
	op.State = operation.Unknown
	require.NotEmpty(t, ReasonText(op))
}

func TestFailureTitle_FitsIntoSentence(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"quota", "server", "forbidden", "busy", "invalid", "nonsense", "", "<script>"} {
		title := FailureTitle(code)
		require.NotEmpty(t, title)
		first := title[:1]
		require.True(t, first == "I" || first >= "a" && first <= "z", title)
		require.NotContains(t, title, "<")
	}
}

func TestExplainReadFailure_NamesPause(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("list: %w", &inventory.APIError{Kind: inventory.ErrRateLimited, RetryAfter: 90 * time.Second})
	require.Contains(t, ExplainReadFailure(wrapped).Did, "1m30s")
	require.Equal(t, "rate-limited", ExplainReadFailure(wrapped).Code)
	plain := ExplainReadFailure(errors.New("no idea"))
	require.NotContains(t, plain.Did, "0s")
	require.NotEmpty(t, plain.Did)
}
