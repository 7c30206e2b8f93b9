package search

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPages_LeadInsideSnapdeck(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, link := range pages() {
		require.True(t, strings.HasPrefix(link.href, "/"), link.href)
		require.False(t, seen[link.href], "%s is offered twice", link.href)
		seen[link.href] = true
	}
	require.NotEmpty(t, seen)
}
