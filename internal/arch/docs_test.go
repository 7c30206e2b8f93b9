package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecisions_DatedAndListed(t *testing.T) {
	t.Parallel()
	head := regexp.MustCompile(`^# (\d+)\. (.+)\n\n20\d\d-\d\d-\d\d(\n|,)`)
	index := readFile(t, "../../docs/decisions/README.md")
	records, err := filepath.Glob("../../docs/decisions/0*.md")
	require.NoError(t, err)
	require.NotEmpty(t, records)
	for _, path := range records {
		found := head.FindStringSubmatch(readFile(t, path))
		require.NotNil(t, found, "%s must begin with its number, its title and its date", path)
		require.Contains(t, index, "- ["+found[1]+"]("+filepath.Base(path)+") "+found[2]+" (", "%s must be listed with its title", path)
		if !strings.Contains(readFile(t, path), "superseded by") {
			require.Contains(t, readFile(t, path), "\nReverse ", "%s must say when to reverse it", path)
		}
	}
}

// TestComments_CiteExistingSections requires that comments cite sections of docs/ionos-api.md that exist, as "docs/ionos-api.md 4.7".
func TestComments_CiteExistingSections(t *testing.T) {
	t.Parallel()
	sections := map[string]bool{}
	for _, found := range regexp.MustCompile(`(?m)^#+ (\d+(?:\.\d+)?) `).FindAllStringSubmatch(readFile(t, "../../docs/ionos-api.md"), -1) {
		sections[found[1]] = true
	}
	citation := regexp.MustCompile(`docs/ionos-api\.md\s+(?://\s+)?(\d+(?:\.\d+)?)((?:(?:,| and)\s+(?://\s+)?\d+(?:\.\d+)?)*)`)
	number := regexp.MustCompile(`\d+(?:\.\d+)?`)
	cited := 0
	walk(t, func(path, text string) {
		if filepath.Ext(path) != ".go" || strings.HasPrefix(path, "internal/arch/") {
			return
		}
		require.NotContains(t, text, "API reference", "%s: cite docs/ionos-api.md", path)
		for _, found := range citation.FindAllStringSubmatch(text, -1) {
			for _, section := range append([]string{found[1]}, number.FindAllString(found[2], -1)...) {
				require.True(t, sections[section], "%s cites section %s of docs/ionos-api.md, which does not exist", path, section)
				cited++
			}
		}
	})
	require.NotZero(t, cited)
}

// TestDocs_NameExistingFiles requires that a file or folder that a document names exists, below the root or internal.
func TestDocs_NameExistingFiles(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile("`((?:[a-z]+/)+[A-Za-z0-9_*-]+\\.[a-z]+|(?:cmd|docs|internal|static|test)(?:/[a-z0-9]+)+)`")
	placeholder := regexp.MustCompile(`NAME|NN`) // of a recipe
	for _, path := range []string{"README.md", "docs/architecture.md", "docs/contributing.md", "docs/operations.md", "docs/security.md", "docs/glossary.md", "docs/dependencies.md"} {
		for _, found := range named.FindAllStringSubmatch(readFile(t, filepath.Join(root, path)), -1) {
			if placeholder.MatchString(found[1]) {
				continue
			}
			atRoot, err := filepath.Glob(filepath.Join(root, found[1]))
			require.NoError(t, err)
			below, err := filepath.Glob(filepath.Join(root, "internal", found[1]))
			require.NoError(t, err)
			require.NotEmpty(t, append(atRoot, below...), "%s names %s, which does not exist", path, found[1])
		}
	}
}

// TestDecisions_NameExistingTests requires that the tests that cover what dropped ones did exist.
func TestDecisions_NameExistingTests(t *testing.T) {
	t.Parallel()
	var tests strings.Builder
	walk(t, func(path, text string) {
		if strings.HasSuffix(path, "_test.go") {
			tests.WriteString(text)
		}
	})
	all, named := tests.String(), regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+)(\\*?)`")
	table := regexp.MustCompile(`\| test \| what covers it now \|\n\|.*\n((?:\|.*\n?)+)`)
	row := regexp.MustCompile(`(?m)^\| [^|]+ \|([^|]+)\|$`)
	records, err := filepath.Glob("../../docs/decisions/0*.md")
	require.NoError(t, err)
	covering := 0
	for _, path := range records {
		for _, rows := range table.FindAllStringSubmatch(readFile(t, path), -1) {
			for _, cell := range row.FindAllStringSubmatch(rows[1], -1) {
				for _, found := range named.FindAllStringSubmatch(cell[1], -1) {
					covering++
					declared := "func " + found[1]
					if found[2] == "" {
						declared += "("
					}
					require.Contains(t, all, declared, "%s says that %s covers a dropped test", path, found[1])
				}
			}
		}
	}
	require.NotZero(t, covering)
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
