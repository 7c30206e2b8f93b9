package sources

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestInferenceNames_OnlyItsCandidates(t *testing.T) {
	t.Parallel()
	g := inventory.Inference{Finding: inventory.Finding{Candidates: []inventory.Candidate{{VolumeID: "v1"}}}}
	require.True(t, inferenceNames(g, "v1"))
	require.False(t, inferenceNames(g, "v2"))
}
