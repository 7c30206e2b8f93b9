package createform

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
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

func TestOutageWarning_OnlyWhileTheContractCannotBeRead(t *testing.T) {
	t.Parallel()
	req := web.Request{Zone: time.UTC}
	require.Empty(t, outageWarning(req))
	req.Health.Failures = []inventory.ReadFailure{{Resource: inventory.ResourceContract, Since: time.Date(2026, 3, 29, 16, 33, 0, 0, time.UTC)}}
	require.Empty(t, outageWarning(req), "limits are not what a snapshot needs")
	req.Health.Failures = append(req.Health.Failures, inventory.ReadFailure{Resource: inventory.ResourceSnapshots, Since: time.Date(2026, 3, 29, 16, 33, 0, 0, time.UTC)})
	require.Len(t, outageWarning(req), 1)
	require.Contains(t, outageWarning(req)[0], "since 16:33 UTC")
}
