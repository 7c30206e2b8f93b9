package resource

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseLock_NamesInvalidField(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ reason, until, field string }{
		"forever":           {"audit", "", ""},
		"to the end of day": {"audit", "2026-11-24", ""},
		"no reason":         {"  ", "", "reason"},
		"nothing visible":   {"\u2800\u200b", "", "reason"},
		"too long":          {strings.Repeat("x", 64), "", "reason"},
		"no date":           {"audit", "soon", "until"},
		"in the past":       {"audit", "2026-11-23", "until"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, field, why := ParseLock(c.reason, c.until, time.UTC, now)
			require.Equal(t, c.field, field)
			require.Equal(t, field == "", why == "")
		})
	}
}
