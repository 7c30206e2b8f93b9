package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// areaLayers returns the packages below internal/handlers that areas share, the lowest first. All others are
// areas, which may import any of these and none of each other.
func areaLayers() [][]string {
	return [][]string{
		{"texts", "paths", "money", "rowcache"}, {"middleware", "problem", "selection", "openfailures"}, {"session", "ledger"},
		{"rights", "auditing", "notice", "database", "passkey"}, {"web"}, {"export", "forms", "stream"}, {"table"}, {"resource", "quotas"}, {"opview", "sourceview"},
		{"snapshotlist", "volumelist", "sets"}, {"timelineview", "createform"},
	}
}

// ruledAs returns the package whose rules apply to a package: its own, or that of the areas.
func ruledAs(name string) string {
	if strings.HasPrefix(name, "internal/handlers/") {
		return "internal/handlers"
	}
	return name
}

// below returns the packages of handlers that one of them may import.
func below(t *testing.T, name string) (lower []string) {
	t.Helper()
	own := strings.TrimPrefix(name, "internal/handlers/")
	if own == "areatest" { // which only tests import
		lower = append(lower, "internal/handlers/webtest", "internal/views/viewtest")
	}
	for _, layer := range areaLayers() {
		if slices.Contains(layer, own) {
			break
		}
		for _, p := range layer {
			lower = append(lower, "internal/handlers/"+p)
		}
	}
	return lower
}

// A context must end with the call that it belongs to.
func TestStructs_HoldNoContext(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				s, ok := n.(*ast.StructType)
				if !ok {
					return true
				}
				for _, field := range s.Fields.List {
					if selected, ok := field.Type.(*ast.SelectorExpr); ok && selected.Sel.Name == "Context" {
						owner, _ := selected.X.(*ast.Ident)
						require.NotEqual(t, "context", owner.Name, "%s/%s stores a context", p.ImportPath, name)
					}
				}
				return true
			})
		}
	}
}
