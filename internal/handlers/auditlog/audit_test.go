package auditlog

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
)

func TestOutcomePill_DiffersForEachOutcome(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, outcome := range outcomes() {
		tone := outcomePill(outcome).Label
		require.NotEmpty(t, tone, outcome)
		require.NotContains(t, seen, tone, outcome)
		seen[tone] = outcome
	}
	require.NotEmpty(t, actionLabel(audit.Archive))
}
