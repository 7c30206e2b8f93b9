package quotas

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func TestShortage_OnlyWhereTheQuotaWillNotDo(t *testing.T) {
	t.Parallel()
	quota := operation.Quota{Limit: 100, Used: 80}
	require.Empty(t, Shortage(quota, "it needs", 20))
	require.NotEmpty(t, Shortage(quota, "it needs", 21))
	require.Empty(t, Shortage(operation.Quota{}, "it needs", 1000), "a quota that is not known forbids nothing")
}
