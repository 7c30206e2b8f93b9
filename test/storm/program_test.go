package storm

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// fastProgram is this program without the race detector, which makes the start of a process many times slower.
// Tests that start hundreds of them use it; those of the storm have the race detector.
var fastProgram = sync.OnceValues(func() (string, error) {
	if !raceDetector {
		return os.Args[0], nil
	}
	path := filepath.Join(buildDir(), "swift")
	out, err := exec.CommandContext(context.Background(), "go", "test", "-c", "-o", path, "snapdeck/test/storm").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the test without the race detector: %w\n%s", err, out)
	}
	return path, nil
})

// buildDir is a directory for builds, removed after all tests.
var buildDir = sync.OnceValue(func() string {
	folder, err := os.MkdirTemp("", "snapdeck-storm-")
	if err != nil {
		panic(err)
	}
	return folder
})

func buildFastProgram(t testing.TB) string {
	t.Helper()
	path, err := fastProgram()
	require.NoError(t, err)
	return path
}
