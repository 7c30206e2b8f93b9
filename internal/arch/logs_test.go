package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// maxLogWords is the number of words of the longest message: a short verb phrase, with everything else in fields.
const maxLogWords = 6

// An operator searches logs by a message and by fields, whose names must be the same everywhere.
func TestLogs_ShortMessagesAndOneNameForEachField(t *testing.T) {
	t.Parallel()
	instead := map[string]string{"why": "reason", "because": "reason or error", "cause": "reason or error", "err": "error"}
	messages := 0
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				message, fields := logged(n)
				if message == "" {
					return true
				}
				messages++
				at := files.Position(n.Pos())
				require.LessOrEqual(t, len(strings.Fields(message)), maxLogWords, "%s: %q", at, message)
				require.False(t, strings.ContainsAny(message, ".:;,"), "%s: %q is a sentence or a clause", at, message)
				for _, key := range fields {
					require.NotContains(t, instead, key, "%s: say %s", at, instead[key])
				}
				return true
			})
		}
	}
	require.NotZero(t, messages)
}

// logged returns the message and the literal fields of a call of a logger; empty if a node is none.
func logged(n ast.Node) (message string, fields []string) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", nil
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	level := ""
	if ok && strings.HasPrefix(strings.ToLower(receiver(method.X)), "log") {
		level = strings.TrimSuffix(method.Sel.Name, "Context")
	}
	if !slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, level) {
		return "", nil
	}
	args := call.Args
	if strings.HasSuffix(method.Sel.Name, "Context") && len(args) > 0 {
		args = args[1:]
	}
	if len(args) == 0 {
		return "", nil
	}
	message = literal(args[0])
	for i := 1; i < len(args); i += 2 {
		if key := literal(args[i]); key != "" {
			fields = append(fields, key)
		}
	}
	return message, fields
}

// receiver returns the last name of what a method is called on.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	default:
		return ""
	}
}

func literal(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(l.Value)
	return text
}
