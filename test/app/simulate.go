// Package app runs Snapdeck for tests on a simulated IONOS Cloud: in the process of the test, or in
// one of its own that can be killed.
package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// Simulate starts a simulated IONOS Cloud on a free port of the loopback interface, until the end of the test.
func Simulate(tb testing.TB, c ionossim.Config) *ionossim.Sim {
	tb.Helper()
	sim, err := ionossim.New(c)
	require.NoError(tb, err)
	require.NoError(tb, sim.Start(tb.Context(), "127.0.0.1:0"))
	tb.Cleanup(func() { require.NoError(tb, sim.Close(), "end the simulated cloud") })
	return sim
}

// Credentials are the settings by which a dashboard knows a simulated IONOS Cloud; url is where it
// calls it, empty for the simulator's own address.
func Credentials(sim *ionossim.Sim, url string) []string {
	if url == "" {
		url = sim.URL()
	}
	return []string{"IONOS_API_URL=" + url, "IONOS_TOKEN=" + sim.Token()}
}
