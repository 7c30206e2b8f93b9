package app

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud"
)

// The less of the budget is left, the less Snapdeck polls.
func TestPollBackoff_LeavesBudgetToClicks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		budget cloud.Budget
		want   float64
	}{
		"unknown":       {cloud.Budget{}, 1},
		"without limit": {cloud.Budget{Known: true}, 1},
		"full":          {cloud.Budget{Known: true, Limit: 1200, Remaining: 1200}, 1},
		"30 %":          {cloud.Budget{Known: true, Limit: 1200, Remaining: 360}, 1},
		"below 30 %":    {cloud.Budget{Known: true, Limit: 1200, Remaining: 359}, 3},
		"10 %":          {cloud.Budget{Known: true, Limit: 1200, Remaining: 120}, 3},
		"below 10 %":    {cloud.Budget{Known: true, Limit: 1200, Remaining: 119}, 10},
		"none":          {cloud.Budget{Known: true, Limit: 1200}, 10},
		"overdrawn":     {cloud.Budget{Known: true, Limit: 1200, Remaining: -5}, 10},
	} {
		require.InDelta(t, c.want, pollBackoff(c.budget), 0, name)
	}
}

// Without credentials the contract is stored in the data folder.
func TestSimulator_SameAcrossStarts(t *testing.T) {
	t.Parallel()
	data := installation(t)
	first := newApp(t, data, quiet(), "IONOS_API_URL=", "IONOS_TOKEN=")
	contract, err := first.client.Contract(t.Context())
	require.NoError(t, err)
	before, err := first.client.Snapshots(t.Context())
	require.NoError(t, err)
	_, err = first.client.DeleteSnapshot(t.Context(), before.Items[0].ID)
	require.NoError(t, err)
	stop(t, first)
	_, err = http.Get(first.client.Endpoint())
	require.Error(t, err, "it ends with the dashboard")

	state, err := os.Stat(filepath.Join(data, simStateFile))
	require.NoError(t, err)
	require.Zero(t, state.Mode().Perm()&0o077)
	second := newApp(t, data, quiet(), "IONOS_API_URL=", "IONOS_TOKEN=")
	again, err := second.client.Contract(t.Context())
	require.NoError(t, err)
	require.Equal(t, contract.Number, again.Number)
	after, err := second.client.Snapshots(t.Context())
	require.NoError(t, err)
	for _, s := range after.Items {
		require.False(t, s.ID == before.Items[0].ID && s.Metadata.State == before.Items[0].Metadata.State, "the deletion survives the restart")
	}
}
