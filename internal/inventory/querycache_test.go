package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheLatestQueriesAreRememberedAndNoMore(t *testing.T) {
	t.Parallel()
	var m memo[int]
	worked := 0
	ask := func(query int) matched {
		return m.get(query, func() matched { worked++; return matched{gb: float64(query)} })
	}
	for query := range maxRemembered + 1 {
		require.InDelta(t, query, ask(query).gb, 0)
	}
	require.InDelta(t, maxRemembered, ask(maxRemembered).gb, 0)
	require.Equal(t, maxRemembered+1, worked, "the latest is remembered")
	require.Len(t, m.found, maxRemembered)
	ask(0)
	require.Equal(t, maxRemembered+2, worked, "the oldest was forgotten")
}
