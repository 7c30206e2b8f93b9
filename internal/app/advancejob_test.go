package app

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAdvanceJob_KeepsStoredNames(t *testing.T) {
	t.Parallel()
	stored, err := json.Marshal(newAdvanceJob("op", 3))
	require.NoError(t, err)
	require.JSONEq(t, `{"operation_id":"op","start":3}`, string(stored))
	require.Equal(t, "advance", advanceJob{}.Kind())

	var unnumbered advanceJob
	require.NoError(t, json.Unmarshal([]byte(`{"operation_id":"op"}`), &unnumbered))
	id, start := unnumbered.About()
	require.Equal(t, "op", id)
	require.Zero(t, start, "older than every numbered start")
}
