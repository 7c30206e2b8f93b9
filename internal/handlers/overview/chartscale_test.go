package overview

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCoverageHref_FiltersTheVolumes(t *testing.T) {
	t.Parallel()
	for _, state := range shownStates() {
		require.Equal(t, "/volumes?coverage="+string(state), coverageHref(state))
	}
	require.NotEmpty(t, shownStates())
}
