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
