package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQueryCache_KeepsLatestQueries(t *testing.T) {
	t.Parallel()
	var m queryCache[int]
	worked := 0
	ask := func(query int) queryMatch {
		return m.get(query, func() queryMatch { worked++; return queryMatch{gb: float64(query)} })
	}
	for query := range maxCachedQueries + 1 {
		require.InDelta(t, query, ask(query).gb, 0)
	}
	require.InDelta(t, maxCachedQueries, ask(maxCachedQueries).gb, 0)
	require.Equal(t, maxCachedQueries+1, worked, "the latest is remembered")
	require.Len(t, m.found, maxCachedQueries)
	ask(0)
	require.Equal(t, maxCachedQueries+2, worked, "the oldest was forgotten")
}
