package static_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	cssNoise = regexp.MustCompile(`(?s)/\*.*?\*/|"[^"]*"|'[^']*'`)
	class    = regexp.MustCompile(`\.([a-zA-Z][\w-]*)`)
	literal  = regexp.MustCompile("\"([^\"\n]*)\"|`([^`]*)`|'([^'\n]*)'")
	onlyName = regexp.MustCompile(`^[a-zA-Z][\w -]*$`)
	styleSet = regexp.MustCompile(`[\s"]style(\?)?=|setAttribute\("style"|\.style\.`)
)

// sources reads the files with an ending below some folders, by their path, without tests and their packages.
func sources(t *testing.T, endings []string, folders ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, folder := range folders {
		require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && strings.HasSuffix(d.Name(), "test") {
				return fs.SkipDir
			}
			if err != nil || d.IsDir() || !slices.Contains(endings, filepath.Ext(path)) || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return err
			}
			content, err := os.ReadFile(path)
			all[path] = string(content)
			return err
		}))
	}
	require.NotEmpty(t, all)
	return all
}

func styleSources(t *testing.T) map[string]string {
	t.Helper()
	return sources(t, []string{".css"}, "css")
}

func pageSources(t *testing.T) map[string]string {
	t.Helper()
	return sources(t, []string{".go", ".templ", ".js"}, "../internal/views", "../internal/handlers", "../internal/live", "js")
}

// multiDeclarationLines returns the lines of a style with more than one declaration or brace.
func multiDeclarationLines(css string) (found []string) {
	for line := range strings.Lines(cssNoise.ReplaceAllStringFunc(css, func(s string) string {
		return strings.Repeat("\n", strings.Count(s, "\n"))
	})) {
		line = strings.TrimSpace(line)
		if end := strings.IndexAny(line, ";{}"); end >= 0 && end < len(line)-1 {
			found = append(found, line)
		}
	}
	return found
}

// vocabulary holds the words in the literals of sources: whole ones, and beginnings of words that the code completes.
type vocabulary struct {
	words      map[string]bool
	beginnings []string
}

func vocabularyOf(sources map[string]string) vocabulary {
	v := vocabulary{words: map[string]bool{}}
	for _, source := range sources {
		for _, m := range literal.FindAllStringSubmatch(source, -1) {
			if text := m[1] + m[2] + m[3]; onlyName.MatchString(text) {
				v.add(strings.Fields(text))
			}
		}
	}
	return v
}

func (v *vocabulary) add(words []string) {
	for _, word := range words {
		v.words[word] = true
		if strings.HasSuffix(word, "-") {
			v.beginnings = append(v.beginnings, word)
		}
	}
}

func (v *vocabulary) has(name string) bool {
	return v.words[name] || slices.ContainsFunc(v.beginnings, func(b string) bool { return strings.HasPrefix(name, b) })
}

// unusedClasses returns the classes of a style that no source names.
func unusedClasses(css string, used vocabulary) []string {
	unused := map[string]bool{}
	for line := range strings.Lines(cssNoise.ReplaceAllString(css, "")) {
		if line = strings.TrimSpace(line); strings.HasSuffix(line, "{") || strings.HasSuffix(line, ",") {
			for _, m := range class.FindAllStringSubmatch(line, -1) {
				if !used.has(m[1]) {
					unused[m[1]] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(unused))
}

func TestStyles_OneDeclarationPerLine(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"a { color: red; }", "b: c; d: e;"}, multiDeclarationLines("a { color: red; }\nb {\n  b: c; d: e;\n}\n/* a; b; */\n"))
	for path, css := range styleSources(t) {
		require.Empty(t, multiDeclarationLines(css), path)
	}
}

func TestStyles_EveryClassIsUsed(t *testing.T) {
	t.Parallel()
	pages := vocabularyOf(pageSources(t))
	require.Equal(t, []string{"never-used"}, unusedClasses(".never-used.pill {\n", pages))
	for path, css := range styleSources(t) {
		require.Empty(t, unusedClasses(css, pages), path)
	}
}

func TestPages_NoStyleAttributes(t *testing.T) {
	t.Parallel()
	require.Regexp(t, styleSet, `<p style="color: red">`)
	for path, source := range pageSources(t) {
		require.NotRegexp(t, styleSet, source, path)
	}
}
