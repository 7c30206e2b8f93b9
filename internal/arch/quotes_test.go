package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A name in quotation marks may have several lines, so only foreign.Quoted writes them around what a text does not know.
func TestTexts_QuoteByOneFunction(t *testing.T) {
	t.Parallel()
	walk(t, func(path, text string) {
		switch {
		case path == "internal/foreign/names.go", strings.HasSuffix(path, "_test.go"), strings.HasSuffix(path, "_templ.go"), strings.HasPrefix(path, "test/"):
		case filepath.Ext(path) == ".templ":
			for _, quoted := range quotedParts().FindAllString(text, -1) {
				require.False(t, variable(quoted), "%s quotes %s by hand", path, quoted)
			}
		case filepath.Ext(path) == ".go":
			requireQuoted(t, path, text)
		}
	})
	for text, want := range map[string]bool{"“web help”": false, "“%s”": true, "“{snapshot}”": true, "“": true, "”, which": true, "“{ o.Name }”": true, `“" + name + "”`: true} {
		require.Equal(t, want, variable(text), text)
	}
}

func quotedParts() *regexp.Regexp { return regexp.MustCompile(`“[^”\n]*”?|”`) }

func requireQuoted(t *testing.T, path, text string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		value, err := strconv.Unquote(literal.Value)
		require.NoError(t, err)
		for _, quoted := range quotedParts().FindAllString(value, -1) {
			require.False(t, variable(quoted), "%s quotes %s by hand", path, quoted)
		}
		return true
	})
}

// variable reports whether a part in quotation marks is not a fixed text.
func variable(quoted string) bool {
	return strings.ContainsAny(quoted, `%{"`) || !strings.HasPrefix(quoted, "“") || !strings.HasSuffix(quoted, "”")
}
