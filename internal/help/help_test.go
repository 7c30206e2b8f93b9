package help

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestLibrary_RendersDocuments(t *testing.T) {
	t.Parallel()
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	l := New(fstest.MapFS{
		"README.md":              file("# Top `x`\n\n![a](docs/a.png) [run](docs/operations.md#backup) [code](internal/x.go) <script>alert(1)</script>\n"),
		"docs/operations.md":     file("# Run\n\n## Backup\n\n[up](../CHANGELOG.md) [why](decisions/0001-a.md) [out](https://example.com)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"),
		"docs/decisions/0001.md": file("no heading [all](README.md)"),
		"docs/picture.png":       file("x"),
	})
	p, ok, err := l.Page("readme")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "Top x", p.Title)
	require.Contains(t, p.HTML, `href="/help/operations#backup"`)
	require.Contains(t, p.HTML, `href="/help"`, "a document that is not served links to the help")
	for _, hidden := range []string{"<script", "<img"} {
		require.NotContains(t, p.HTML, hidden)
	}
	p, _, _ = l.Page("operations")
	for _, want := range []string{`href="/help/changelog"`, `href="/help/decisions/0001-a"`, `href="https://example.com"`, `<h2 id="backup">`, `<div class="scroll" tabindex="0"><table>`, "</table></div>"} {
		require.Contains(t, p.HTML, want)
	}
	p, ok, _ = l.Page("decisions/0001")
	require.True(t, ok)
	require.Contains(t, p.HTML, `href="/help/decisions"`)
	_, ok, err = l.Page("nothing")
	require.NoError(t, err)
	require.False(t, ok)
}

// The help only links to the decisions in the index.
func TestDecisions_AllAreInIndex(t *testing.T) {
	t.Parallel()
	index, err := os.ReadFile("../../docs/decisions/README.md")
	require.NoError(t, err)
	files, err := filepath.Glob("../../docs/decisions/[0-9]*.md")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		require.Contains(t, string(index), "("+filepath.Base(f)+")")
	}
}

// Every module of go.mod needs a licence.
func TestLicences_OfAllModules(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	known := licencesByPath()
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(strings.TrimPrefix(line, "require"))
		if len(fields) >= 2 && strings.HasPrefix(fields[1], "v") {
			require.NotEmpty(t, known[fields[0]], "name the licence of %s in licences.txt", fields[0])
		}
	}
}
