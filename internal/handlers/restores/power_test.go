package restores

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

func TestPower_OneServerIsPoweredOff(t *testing.T) {
	t.Parallel()
	p := powerOf([]inventory.Server{{ID: "a", Name: "a", VMState: "RUNNING"}, {ID: "b", Name: "b", VMState: "RUNNING"}})
	require.NotNil(t, p.running)
	require.Equal(t, "a", p.running.ID)
	require.Len(t, p.warnings, 1, "the other one")
	stop, start := p.serverRefs(views.Power{Stop: true})
	require.Same(t, stop, start, "it is started again")
	require.Empty(t, p.stopProblem(views.Power{Stop: true}))
	require.NotEmpty(t, power{}.stopProblem(views.Power{Stop: true}), "none is known to run")
}
