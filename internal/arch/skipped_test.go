package arch

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a batch or a set leaves out has a code beside its sentence, which both come from one operation.Obstacle.
func TestSkipped_HasItsReasonFromAnObstacle(t *testing.T) {
	t.Parallel()
	files, obstacles := []string{}, 0
	walk(t, func(path, text string) {
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && strings.Contains(text, "views.Skipped{") {
			files = append(files, path)
		}
		if strings.HasPrefix(path, "internal/handlers/") {
			require.NotContains(t, text, "operation.Obstacle{Text:", "%s gives a sentence without its code", path)
			obstacles += strings.Count(text, "operation.Obstacle{Code:")
		}
	})
	require.Equal(t, []string{"internal/handlers/resource/skipped.go"}, files)
	require.Positive(t, obstacles)
}
