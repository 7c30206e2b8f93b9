package texts

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// No character is cut.
func TestTruncate_CountsCharacters(t *testing.T) {
	t.Parallel()
	require.Equal(t, "größ", Truncate("größe", 4))
	require.Equal(t, "größe", Truncate("größe", 5))
	require.Equal(t, "", Truncate("größe", 0))
}
