package sourceview

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
)

// Each program that creates snapshots can be chosen, once.
func TestCreatorOptions_EachOnce(t *testing.T) {
	t.Parallel()
	values, names := map[string]bool{}, map[string]bool{}
	for _, o := range CreatorOptions() {
		require.False(t, values[o.Value] || names[o.Text], o.Value)
		values[o.Value], names[o.Text] = true, true
		badge := CreatorBadge(inventory.CreatorInfo{Creator: inventory.Creator(o.Value), Why: "why"})
		require.Equal(t, []string{o.Text, "why"}, []string{badge.Label, badge.Title})
	}
	require.Len(t, values, len(inventory.Creators()))
}

// A volume is named and linked to, a deleted one by the beginning of its id.
func TestSourceVolume_DeletedHasNoLink(t *testing.T) {
	t.Parallel()
	v := areatest.NewContract().Volume("web", 10).View()
	require.Equal(t, "/datacenters/fra/volumes/web", SourceVolume(v, "web").Href)
	gone := SourceVolume(v, "4f1a2b3c-0000-4000-8000-000000000001")
	require.Empty(t, gone.Href)
	require.Contains(t, gone.Text, "4f1a2b3c")
	require.NotContains(t, gone.Text, "8000")
}
