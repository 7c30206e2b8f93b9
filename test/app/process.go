package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/test/app/run"
)

// Process is a dashboard in its own process, which a test can kill.
type Process = run.Process

// Build compiles the dashboard into a temporary directory and returns its path.
func Build(tb testing.TB) string {
	tb.Helper()
	path, err := run.Build(tb.Context(), tb.TempDir())
	require.NoError(tb, err)
	return path
}

// StartProcess runs a program as run.Start does, and kills it when the test ends.
func StartProcess(tb testing.TB, program string, args []string, environ ...string) *Process {
	tb.Helper()
	p, err := run.Start(tb.Output(), program, args, environ...)
	require.NoError(tb, err)
	tb.Cleanup(p.Kill)
	return p
}
