package viewtest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// RequireGolden compares a component with its golden file, which has a line for each tag to make differences readable.
func RequireGolden(t testing.TB, name string, c Component) {
	t.Helper()
	path, got := filepath.Join("testdata", name+".golden"), strings.TrimSpace(strings.ReplaceAll(Render(t, c), "><", ">\n<"))+"\n"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "make it with -update and look at it")
	require.Equal(t, string(want), got)
}
