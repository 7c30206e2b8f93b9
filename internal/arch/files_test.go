package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

// maxLines is the maximal length of a hand-written Go file.
const maxLines = 500

// walk calls see with every hand-written file of the project and its path from the root.
func walk(t *testing.T, see func(path, text string)) {
	t.Helper()
	skip := []string{".git", ".cache", "bin", "tmp", "vendor", "screenshots", "axe"}
	read := []string{".go", ".templ", ".sql", ".css", ".js", ".md", ".yml", ".yaml", ".mod", ".golden", ""}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(skip, entry.Name()):
			return filepath.SkipDir
		case !entry.Type().IsRegular() || !slices.Contains(read, filepath.Ext(path)) || strings.HasSuffix(path, "_templ.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		see(filepath.ToSlash(inside), string(text))
		return err
	})
	require.NoError(t, err)
}

func TestFiles_TestsAreShort(t *testing.T) {
	t.Parallel()
	walk(t, func(path, text string) {
		if strings.HasSuffix(path, "_test.go") {
			require.LessOrEqual(t, strings.Count(text, "\n"), maxLines, "%s holds more than one idea", path)
		}
	})
}

func TestFiles_NoLocalPaths(t *testing.T) {
	t.Parallel()
	here, err := filepath.Abs(root)
	require.NoError(t, err)
	home := regexp.MustCompile(`(?:^|[^\w/-])(?:/Users|/home|/root|C:\\Users)[/\\](\w+)`)
	examples := []string{"ada", "nonroot"}
	walk(t, func(path, text string) {
		for _, found := range home.FindAllStringSubmatch(text, -1) {
			require.Contains(t, examples, found[1], "%s names %s", path, found[0])
		}
		if strings.Count(here, string(filepath.Separator)) > 1 { // a short path may occur in any text
			require.NotContains(t, text, here+string(filepath.Separator), path)
		}
	})
}

func TestPackages_HaveComments(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if len(p.GoFiles) > 0 {
			require.NotEmpty(t, p.Doc, "%s has no package comment", p.ImportPath)
		}
	}
}

// A package may have variables for errors, embedded files and proofs that a type implements an interface, and for
// nothing that holds state.
func TestPackages_NoGlobalState(t *testing.T) {
	t.Parallel()
	excepted := []string{
		"cmd/web/version.go",          // set by the linker
		"internal/operation/kinds.go", // the table of kinds, filled once; lists look kinds up for every row, and the specs call what looks them up
	}
	for _, p := range packages(t) {
		if strings.HasSuffix(p.ImportPath, "test") || strings.HasPrefix(p.ImportPath, module+"test/") {
			continue // helpers of tests
		}
		for _, name := range p.GoFiles {
			path := strings.TrimPrefix(p.ImportPath, module) + "/" + name
			if strings.HasSuffix(name, "_templ.go") || slices.Contains(excepted, path) {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ParseComments)
			require.NoError(t, err)
			for _, variable := range changeable(file) {
				require.Fail(t, "a package holds state", "%s: %s", path, variable)
			}
		}
	}
}

// changeable lists the variables of a file's package that are neither errors, nor embedded, nor unnamed.
func changeable(file *ast.File) []string {
	var found []string
	for _, d := range file.Decls {
		declared, ok := d.(*ast.GenDecl)
		if !ok || declared.Tok != token.VAR || strings.Contains(comment(declared.Doc), "//go:embed") {
			continue
		}
		for _, s := range declared.Specs {
			spec := s.(*ast.ValueSpec)
			if strings.Contains(comment(spec.Doc), "//go:embed") {
				continue
			}
			for _, n := range spec.Names {
				if n.Name != "_" && !strings.HasPrefix(strings.ToLower(n.Name), "err") {
					found = append(found, n.Name)
				}
			}
		}
	}
	return found
}

// comment returns the text of a comment, with the directives that CommentGroup.Text leaves out.
func comment(group *ast.CommentGroup) string {
	if group == nil {
		return ""
	}
	var text strings.Builder
	for _, c := range group.List {
		text.WriteString(c.Text + "\n")
	}
	return text.String()
}
