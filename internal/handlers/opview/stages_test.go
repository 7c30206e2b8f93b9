package opview

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// The current stage is animated, which must not suggest that an ended operation is still running.
func TestStages_NoneRunsAfterEnd(t *testing.T) {
	t.Parallel()
	for state, running := range map[operation.State]bool{
		operation.Queued: true, operation.Waiting: true, operation.Submitting: true, operation.Accepted: true, operation.Provisioning: true,
		operation.Done: false, operation.Failed: false, operation.Unknown: false, operation.Cancelled: false,
	} {
		op := operation.Operation{Kind: operation.DeleteSnapshot, State: state, Stages: []operation.Stage{{State: operation.Queued}, {State: state}}}
		now := 0
		for _, step := range progressOf(op) {
			if step.State == "now" {
				now++
			}
		}
		require.Equal(t, running, now == 1, state)
		require.LessOrEqual(t, now, 1, state)
	}
}
