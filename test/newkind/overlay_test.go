package newkind

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	root  = "../.."
	added = "testdata" // the files of the kind, by their paths in the project
)

// line is a line that is added to a file of the project, behind the opening of a list or a function.
type line struct{ file, behind, text string }

// lines returns all lines that a kind with a form adds to files of the project: the list of kinds, the routes of its
// area and their rights. They follow openings, which stay when the other lines of a list change.
func lines() []line {
	const routes = "internal/handlers/snapshots/routes.go"
	return []line{
		{"internal/operation/kinds.go", "return []Spec{", "touchSnapshot(),"},
		{routes, "return []web.Route{", `{Path: "/snapshots/:id/touch", Show: s.touchPage},`},
		{routes, "func (s *Handlers) Register(g *echo.Group) {", `g.POST("/snapshots/:id/touch", s.onSnapshot(s.touch))`},
		{"internal/handlers/rights/rights.go", "table := map[string]Access{", `"GET /snapshots/:id/touch": operate, "POST /snapshots/:id/touch": operate,`},
	}
}

// overlay writes a file for the go command's -overlay, with the files of the kind and the changed ones of the project.
func overlay(t *testing.T) string {
	t.Helper()
	replace, dir := map[string]string{}, t.TempDir()
	err := filepath.WalkDir(added, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		name, err := filepath.Rel(added, path)
		replace[absolute(t, filepath.Join(root, name))] = absolute(t, path)
		return err
	})
	require.NoError(t, err)
	for name, text := range changed(t) {
		path := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		replace[absolute(t, filepath.Join(root, name))] = path
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	path := filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

// changed returns the files of the project to which lines are added.
func changed(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, l := range lines() {
		if files[l.file] == "" {
			text, err := os.ReadFile(filepath.Join(root, l.file))
			require.NoError(t, err)
			files[l.file] = string(text)
		}
		require.Equal(t, 1, strings.Count(files[l.file], l.behind), "%s in %s", l.behind, l.file)
		files[l.file] = strings.Replace(files[l.file], l.behind, l.behind+"\n"+l.text, 1)
	}
	return files
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	require.NoError(t, err)
	return path
}

// run runs the go command with an overlay.
func run(t *testing.T, command, overlay string, args ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", append([]string{command, "-overlay", overlay}, args...)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}
