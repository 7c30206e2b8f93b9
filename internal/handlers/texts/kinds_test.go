package texts

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func TestStateLabel_DiffersForEachState(t *testing.T) {
	t.Parallel()
	for _, kind := range []operation.Kind{operation.CreateSnapshot, operation.DeleteSnapshot, operation.RestoreVolume} {
		seen := map[string]operation.State{}
		for _, state := range []operation.State{operation.Queued, operation.Waiting, operation.Accepted, operation.Provisioning, operation.Done, operation.Failed, operation.Cancelled, operation.Unknown} {
			label := StateLabel(kind, state)
			require.NotEmpty(t, label)
			require.NotContains(t, seen, label, "%s of %s", state, kind)
			seen[label] = state
		}
	}
}

func TestStepTitle_NamesTarget(t *testing.T) {
	t.Parallel()
	srv := &operation.ServerRef{ID: "srv", Name: "db-01"}
	for kind, parts := range map[operation.Kind][]string{
		operation.StopServer: {"db-01"}, operation.StartServer: {"db-01"}, operation.RestoreVolume: {"web", "nightly"}, operation.CreateVolume: {"web", "nightly"},
		operation.AttachVolume: {"web", "db-01"}, operation.CreateSnapshot: {"web"}, operation.DeleteSnapshot: {"nightly"},
	} {
		title := StepTitle(operation.Operation{Kind: kind, VolumeID: "v", VolumeName: "web", Params: operation.CreateParams{Name: "nightly"}, Task: operation.Task{Server: srv}})
		for _, part := range parts {
			require.Contains(t, title, part, kind)
		}
	}
	require.Contains(t, StepTitle(operation.Operation{Kind: operation.AttachVolume, VolumeID: "v"}), "v", "a record without a server still has a title")
	require.Contains(t, StepTitle(operation.Operation{Kind: operation.StopServer}), "server")
}
