package rowcache

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
)

// The zero value never passes.
func TestExpiry_PassesAtItsTime(t *testing.T) {
	t.Parallel()
	never, until := &Expiry{}, &Expiry{Until: webtest.Noon}
	require.False(t, never.passed(webtest.Noon.AddDate(100, 0, 0)))
	require.False(t, until.passed(webtest.Noon.Add(-1)))
	require.True(t, until.passed(webtest.Noon))
}
