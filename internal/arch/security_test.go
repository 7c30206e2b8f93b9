package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// docs/security.md names tests as its proof, so they must exist.
func TestSecurity_NamedTestsExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/security.md")
	require.NoError(t, err)
	declared := map[string]bool{}
	for _, folder := range []string{"../../internal", "../../cmd", "../../test", "../../static"} {
		require.NoError(t, filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(string(source), -1) {
				declared[m[1]] = true
			}
			return err
		}))
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(string(text), -1)
	require.Greater(t, len(named), 40)
	for _, m := range named {
		require.True(t, declared[m[1]], m[1])
	}
}

// Each requirement on passwords, sessions and roles that is met names a test as its proof.
func TestSecurity_AccessRequirementsNameTests(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/security.md")
	require.NoError(t, err)
	lines := regexp.MustCompile(`(?m)^\| [234]\.\d+ [^|]*\| met \|(.*)\|$`).FindAllStringSubmatch(string(text), -1)
	require.Greater(t, len(lines), 12)
	for _, line := range lines {
		require.Regexp(t, "`Test\\w+`", line[1], line[0])
	}
}
