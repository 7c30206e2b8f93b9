package createform

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestConsistency_DependsOnWhatRuns(t *testing.T) {
	t.Parallel()
	running := consistencyOf([]inventory.Server{{Name: "web", VMState: "RUNNING"}})
	off := consistencyOf([]inventory.Server{{Name: "web", VMState: "SHUTOFF"}})
	none := consistencyOf(nil)
	require.NotEmpty(t, running)
	require.NotEqual(t, running, off)
	require.NotEqual(t, running, none)
}
