package arch

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A reader searches the log and the documents for what stands on the screen, and types the apostrophe of the keyboard.
func TestTexts_HaveOneApostrophe(t *testing.T) {
	t.Parallel()
	curly := string(rune(0x2019))
	walk(t, func(path, text string) {
		if !slices.Contains([]string{".go", ".templ", ".js"}, filepath.Ext(path)) || strings.HasPrefix(path, "static/dist/") {
			return
		}
		for i, line := range strings.Split(text, "\n") {
			require.NotContains(t, line, curly, "%s:%d has a curly apostrophe", path, i+1)
		}
	})
}
