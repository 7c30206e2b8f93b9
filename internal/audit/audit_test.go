package audit_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
)

func TestActor_Clean(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                            "",
		" Ada ":                       "Ada",
		"a\x00d\na\t\u202e\u200b":     "ada",
		"\xffada\xc3":                 "ada",
		"größer 🐴":                    "größer 🐴",
		strings.Repeat("ü", 101):      strings.Repeat("ü", 100),
		strings.Repeat("\n", 9) + "x": "x",
	} {
		require.Equal(t, want, audit.Actor(typed), "%q", typed)
	}
}
