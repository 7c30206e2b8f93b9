package arch

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "snapdeck/"

// goPackage is the part of a package's description by "go list" that the tests need.
type goPackage struct {
	ImportPath string
	Dir        string
	Doc        string
	Imports    []string
	GoFiles    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Doc,Imports,GoFiles", "snapdeck/...")
	out, err := command.Output()
	require.NoError(t, err)
	var all []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if err == io.EOF {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

// mayImport returns the packages of the project that each package may import. A package that is not listed here (app,
// the commands, tests) wires the others together and may import all.
func mayImport() map[string][]string {
	return map[string][]string{
		"internal/backoff":            {},
		"internal/memo":               {},
		"internal/quantity":           {},
		"internal/price":              {},
		"internal/secret":             {},
		"internal/inventory":          {"internal/memo", "internal/price"},
		"internal/inventory/polling":  {"internal/backoff", "internal/price", "internal/inventory"},
		"internal/inference":          {"internal/foreign", "internal/inventory", "internal/quantity"},
		"internal/operation":          {"internal/backoff", "internal/foreign", "internal/inventory", "internal/quantity"},
		"internal/target":             {},
		"internal/coverage":           {"internal/foreign", "internal/inventory", "internal/operation", "internal/target"},
		"internal/sample":             {"internal/price", "internal/inventory", "internal/coverage"},
		"internal/live":               {},
		"internal/site":               {},
		"internal/markup":             {},
		"internal/foreign":            {"internal/markup"},
		"internal/auth":               {"internal/backoff", "internal/foreign"},
		"internal/audit":              {},
		"internal/saved":              {"internal/foreign"},
		"internal/jobs":               {"internal/backoff"},
		"internal/cloud":              {"internal/backoff", "internal/inventory", "internal/operation", "internal/secret"},
		"internal/cloud/ionossim":     {},
		"internal/store":              {"internal/backoff", "internal/inventory", "internal/inference", "internal/operation", "internal/coverage", "internal/sample", "internal/target", "internal/auth", "internal/audit", "internal/saved"},
		"internal/store/postgrestest": {},
		"internal/config":             {"internal/price", "internal/secret", "internal/site", "internal/target"},
		"internal/telemetry":          {},
		"internal/timeline":           {},
		"internal/views":              {"internal/foreign", "internal/markup", "internal/quantity", "internal/views/ui"},
		"internal/views/ui":           {"internal/quantity"},
		"internal/views/viewtest":     {},
		"internal/help":               {},
		"internal/handlers":           {"internal/foreign", "internal/memo", "internal/quantity", "internal/site", "internal/price", "internal/inventory", "internal/inference", "internal/operation", "internal/coverage", "internal/sample", "internal/target", "internal/live", "internal/auth", "internal/audit", "internal/saved", "internal/timeline", "internal/views", "internal/views/ui", "internal/help"},
		"static":                      {},
	}
}

// onlyIn returns the packages in which a library may be imported.
func onlyIn() map[string][]string {
	return map[string][]string{
		"github.com/ionos-cloud/":             {"internal/cloud", "test/bench"},
		"github.com/riverqueue/":              {"internal/jobs"},
		"os/exec":                             {"internal/store/postgrestest", "test/app/run"}, // processes are started by the harness alone
		"database/sql":                        {"internal/store", "internal/store/storetest", "internal/jobs", "internal/app"},
		"modernc.org/":                        {"internal/store"},
		"github.com/jackc/":                   {"internal/store", "internal/store/postgrestest"},
		"github.com/pressly/goose":            {"internal/store"},
		"github.com/labstack/echo":            {"internal/handlers", "test/bench"},
		"github.com/a-h/templ":                {"internal/views", "internal/views/ui", "internal/handlers", "test/bench"},
		"github.com/yuin/goldmark":            {"internal/help"},
		"github.com/prometheus/client_golang": {"internal/telemetry"},
	}
}

func TestImports_PointOneWay(t *testing.T) {
	t.Parallel()
	allowed := mayImport()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		may, ruled := allowed[ruledAs(name)]
		if ruledAs(name) != name {
			may = append(slices.Clone(may), below(t, name)...)
		}
		if !ruled {
			continue
		}
		for _, imported := range p.Imports {
			if inside, ok := strings.CutPrefix(imported, module); ok && ruledAs(inside) != name {
				require.Contains(t, may, inside, "%s must not import %s", name, inside)
			}
		}
	}
}

// The author of a new package has to decide what it may import.
func TestImports_EveryPackageHasRule(t *testing.T) {
	t.Parallel()
	wiring := []string{"internal/app", "internal/arch", "internal/store/storetest"}
	ruled := mayImport()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(name, "internal/") && !slices.Contains(wiring, name) {
			require.Contains(t, ruled, ruledAs(name), "say in mayImport which packages of the project %s may import", name)
		}
	}
}

// importersOf returns the packages that may import those that face the outside.
func importersOf() map[string][]string {
	return map[string][]string{
		"internal/app":                {"cmd/web", "test/app", "test/bench"},
		"internal/cloud":              {"internal/app"},
		"internal/cloud/ionossim":     {"internal/app", "cmd/ionossim", "test/app", "test/app/run", "test/bench"},
		"internal/store":              {"internal/app", "internal/store/storetest", "cmd/web"},
		"internal/store/storetest":    {},
		"internal/store/postgrestest": {"internal/store/storetest", "test/app"},
	}
}

func TestImports_AdaptersHaveFewImporters(t *testing.T) {
	t.Parallel()
	known := importersOf()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for _, imported := range p.Imports {
			if users, ruled := known[strings.TrimPrefix(imported, module)]; ruled {
				require.Contains(t, users, name, "%s must not import %s", name, imported)
			}
		}
	}
}

func TestImports_LibrariesStayInOwnPackages(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for _, imported := range p.Imports {
			for library, packages := range onlyIn() {
				if strings.HasPrefix(imported, library) {
					require.Contains(t, packages, ruledAs(name), "%s must not import %s", name, imported)
				}
			}
		}
	}
}

func TestPackages_NoUtils(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		require.NotContains(t, []string{"util", "utils", "common", "helpers", "misc"}, filepath.Base(p.ImportPath))
	}
}

func TestFiles_ShortAndWithoutInit(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, file := range p.GoFiles {
			if strings.HasSuffix(file, "_templ.go") {
				continue
			}
			content, err := os.ReadFile(filepath.Join(p.Dir, file))
			require.NoError(t, err)
			require.LessOrEqual(t, bytes.Count(content, []byte("\n")), maxLines, "%s/%s holds more than one idea", p.ImportPath, file)
			require.NotContains(t, string(content), "\nfunc init()", "%s/%s", p.ImportPath, file)
		}
	}
}

func TestSQL_NoRiverTables(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, file := range p.GoFiles {
			content, err := os.ReadFile(filepath.Join(p.Dir, file))
			require.NoError(t, err)
			require.NotContains(t, string(content), "river_", "%s/%s", p.ImportPath, file)
		}
	}
}

func TestModules_SQLiteLibcVersion(t *testing.T) {
	t.Parallel()
	want := moduleVersion(t, "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite")
	text, err := os.ReadFile(want)
	require.NoError(t, err)
	have := moduleVersion(t, "-m", "-f", "{{.Version}}", "modernc.org/libc")
	require.Contains(t, string(text), "modernc.org/libc "+have, "modernc.org/libc must be the version that modernc.org/sqlite was made with")
}

func moduleVersion(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}
