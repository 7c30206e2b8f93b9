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

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
