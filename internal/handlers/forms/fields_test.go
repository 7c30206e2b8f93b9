package forms

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A lone carriage return was typed by the user.
func TestNormalizeNewlines_OfBrowsersOnly(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a\n\nb\rc\n", NormalizeNewlines("a\r\n\r\nb\rc\n"))
}
