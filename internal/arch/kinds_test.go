package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// always and sometimes say of each field of operation.Spec, its words and its messages whether every kind has it. A new
// field has to be added here.
const (
	always    = "always"
	sometimes = "sometimes" // its comment says what its absence means
)

func specFields() map[string]string {
	return map[string]string{
		"Kind": always, "Words": always, "Icon": always,
		"Target": always, "Creates": sometimes, "Changes": always, "Right": always,
		"messages": always, "afterBackup": always,
		"destroys": sometimes, "needsSnapshot": sometimes, "single": sometimes, "ownLane": sometimes, "appliesLate": sometimes,
		"maintains": sometimes, "phrase": sometimes, "refuses": sometimes, "prohibitions": sometimes, "precheck": always, "send": always,
		"request": sometimes, "applied": sometimes, "retryAsNew": sometimes, "reviewedInChain": sometimes,
		"verify": always, "resolve": always, "poll": always, "unlisted": sometimes, "remains": sometimes, "again": sometimes,
	}
}

func wordFields() map[string]string {
	return map[string]string{
		"Label": always, "Audit": always, "Running": always, "Done": always, "NotDone": always, "Succeeded": always, "Failed": always,
		"Noun": always, "Nouns": always, "Batch": always, "All": always, "Part": always, "None": always,
		"Step": sometimes, "IfFails": sometimes, "Purpose": sometimes,
	}
}

func messageFields() map[string]string {
	return map[string]string{
		"sending": always, "running": always, "done": always, "refused": always, "retrying": always, "responseLost": always,
		"notConfirmed": always, "requestFailed": always, "unknown": always,
		"atOnce": sometimes, "found": sometimes, "notApplied": sometimes, // needed by kinds that look at their target
	}
}

func requireFields(t *testing.T, kind operation.Kind, of reflect.Value, fields map[string]string) {
	t.Helper()
	for i := range of.NumField() {
		name := of.Type().Field(i).Name
		rule, listed := fields[name]
		require.True(t, listed, "say in this file whether every kind has %s.%s", of.Type(), name)
		require.False(t, rule == always && of.Field(i).IsZero(), "%s has no %s", kind, name)
	}
}

func TestKinds_HaveCompleteSpec(t *testing.T) {
	t.Parallel()
	icons, err := os.ReadFile(filepath.Join(root, "static", "icons.svg"))
	require.NoError(t, err)
	require.NotEmpty(t, operation.Kinds())
	for _, kind := range operation.Kinds() {
		spec := kind.Spec()
		require.Equal(t, kind, spec.Kind)
		s := reflect.ValueOf(*spec)
		requireFields(t, kind, s, specFields())
		requireFields(t, kind, s.FieldByName("Words"), wordFields())
		requireFields(t, kind, s.FieldByName("Words").FieldByName("Batch"), wordFields())
		requireFields(t, kind, s.FieldByName("messages"), messageFields())
		require.Contains(t, string(icons), `id="`+spec.Icon+`"`, kind)

		has := func(name string) bool { return !s.FieldByName(name).IsZero() }
		require.True(t, has("request") || has("applied") || has("Creates"), "%s has no evidence of its effect", kind)
		require.True(t, !has("applied") || !s.FieldByName("messages").FieldByName("notApplied").IsZero(), "%s does not say that it had no effect", kind)
		require.Equal(t, has("destroys"), has("prohibitions"), "%s: whatever destroys can be forbidden, and nothing else", kind)
		require.Equal(t, has("destroys"), has("phrase"), "%s: whatever destroys is confirmed by a phrase, and nothing else", kind)
		if has("destroys") {
			require.Equal(t, operation.RightMaintain, spec.Right, kind)
		}
	}
}

// A field that only this test reads says nothing.
func TestKinds_EachFieldIsRead(t *testing.T) {
	t.Parallel()
	read := map[string]bool{}
	for _, dir := range []string{"operation", "handlers", "coverage", "app", "store"} {
		for _, path := range goFiles(t, filepath.Join(root, "internal", dir)) {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			addFieldsRead(read, file)
		}
	}
	for _, fields := range []map[string]string{specFields(), wordFields(), messageFields()} {
		for name := range fields {
			require.True(t, read[name], "no code reads %s", name)
		}
	}
}

// goFiles returns the files of a folder and the folders in it, without tests.
func goFiles(t *testing.T, dir string) (paths []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			paths = append(paths, path)
		}
		return err
	}))
	require.NotEmpty(t, paths)
	return paths
}

// addFieldsRead adds the names of the fields and methods that a file uses other than by assigning to them.
func addFieldsRead(read map[string]bool, file *ast.File) {
	assigned := map[*ast.SelectorExpr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, to := range n.Lhs {
				if field, ok := to.(*ast.SelectorExpr); ok {
					assigned[field] = true
				}
			}
		case *ast.SelectorExpr:
			if !assigned[n] {
				read[n.Sel.Name] = true
			}
		}
		return true
	})
}

// A kind has a file of its own, which holds its constant and its spec.
func TestKinds_HaveOwnFile(t *testing.T) {
	t.Parallel()
	for _, kind := range operation.Kinds() {
		name := "kind_" + strings.ReplaceAll(string(kind), "-", "_") + ".go"
		_, err := os.Stat(filepath.Join(root, "internal", "operation", name))
		require.NoError(t, err, "%s is not in %s", kind, name)
	}
}
