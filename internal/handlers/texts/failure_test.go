package texts

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// A message about a field is shown beside it, without the path.
func TestRefusedFields_NamesFieldsOfForm(t *testing.T) {
	t.Parallel()
	op := operation.Operation{Kind: operation.EditSnapshot, State: operation.Failed, Failure: &operation.Failure{Messages: []inventory.APIMessage{
		{Code: "100", Text: "[(root).properties.name] is too long"},
		{Code: "101", Text: "[(root).properties.description] has forbidden characters"},
		{Code: "102", Text: "[VDC-5-0] the storage is out of order"},
	}}}
	require.Equal(t, operation.FieldErrors{"name": "is too long", "description": "has forbidden characters"}, RefusedFields(op))
	op.Failure = nil
	require.Empty(t, RefusedFields(op))
}

// The title also says what was not done.
func TestPreventedWord_StartsWithTitleOfCause(t *testing.T) {
	t.Parallel()
	for want, op := range map[string]operation.Operation{
		"Not deleted: locked":                      {Kind: operation.DeleteSnapshot, Failure: &operation.Failure{Kind: operation.CauseLocked}},
		"Not deleted: last good snapshot":          {Kind: operation.DeleteSnapshot, Failure: &operation.Failure{Kind: operation.CauseLastGood}},
		"Not deleted: in use by a restore":         {Kind: operation.DeleteSnapshot, Failure: &operation.Failure{Kind: operation.CauseInUse}},
		"Not deleted: could not be checked":        {Kind: operation.DeleteSnapshot, Failure: &operation.Failure{Kind: operation.CauseUnreadable}},
		"Not deleted: no longer allowed":           {Kind: operation.DeleteSnapshot, Failure: &operation.Failure{Kind: operation.CauseRightLost}},
		"Not overwritten: a server is running":     {Kind: operation.RestoreVolume, Failure: &operation.Failure{Kind: operation.CauseInUse}},
		"Not overwritten: safety snapshot missing": {Kind: operation.RestoreVolume, Failure: &operation.Failure{Kind: operation.CauseSafetyMissing}},
		"Not powered off: snapshot not available":  {Kind: operation.StopServer, Failure: &operation.Failure{Kind: operation.CauseInUse}},
		"Cancelled: a backup was restored":         {Kind: operation.DeleteSnapshot, Failure: &operation.Failure{Kind: operation.CauseBackupRestored}},
		"Cancelled: no longer allowed":             {Kind: operation.UnlockSnapshot, Failure: &operation.Failure{Kind: operation.CauseRightLost}},
	} {
		op.State = operation.Cancelled
		require.Equal(t, want, PreventedWord(op))
	}
}

// The label alone must tell a user what to do.
func TestPreventedWord_DiffersForEachCause(t *testing.T) {
	t.Parallel()
	for _, kind := range operation.Kinds() {
		if !kind.Destroys() {
			continue
		}
		seen := map[string]string{}
		for _, cause := range operation.Causes() {
			op := operation.Operation{Kind: kind, State: operation.Cancelled, Failure: &operation.Failure{Kind: cause, Text: "Why."}}
			require.Equal(t, cause, op.Prevented())
			word := PreventedWord(op)
			require.NotContains(t, word, cause+"-", "a code is no word")
			require.Empty(t, seen[word], "%s: %s reads like %s", kind, cause, seen[word])
			seen[word] = cause
			require.Equal(t, "prevented", preventedPill(op).Tone)
		}
	}
}
