// Package app runs Snapdeck for tests on the simulator: in the test's process, or in its own process, which can
// be killed.
package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/test/app/run"
)

// Simulate starts a simulator on a free loopback port and closes it when the test ends.
func Simulate(tb testing.TB, c ionossim.Config) *ionossim.Sim {
	tb.Helper()
	sim, err := run.Simulate(tb.Context(), c)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, sim.Close(), "end the simulated cloud") })
	return sim
}

// Credentials returns a dashboard's settings for a simulator; url is the address to call, empty for the simulator's
// own.
func Credentials(sim *ionossim.Sim, url string) []string { return run.Credentials(sim, url) }
