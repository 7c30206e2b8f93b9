package bulk

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views"
)

func TestLabelChanges_SetsAndRemoves(t *testing.T) {
	t.Parallel()
	gone := []views.LabelChoice{{Key: "old", Removed: true}, {Key: "stays"}}
	changes, reason := labelChangesIn(views.LabelFields{Key: "owner", Value: "ada", Present: gone})
	require.Empty(t, reason)
	require.Len(t, changes, 2)
	require.Equal(t, "owner", changes[0].Key)
	require.True(t, changes[1].Remove)
	_, reason = labelChangesIn(views.LabelFields{Key: "old", Value: "x", Present: gone})
	require.NotEmpty(t, reason, "set and removed at once")
	changes, reason = labelChangesIn(views.LabelFields{})
	require.Empty(t, reason)
	require.Empty(t, changes)
}
