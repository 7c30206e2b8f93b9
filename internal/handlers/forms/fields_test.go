package forms

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSamePhrase_ForgivesCaseAndSpaces(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"delete 3": true, "  Delete   3\n": true, "DELETE\u00a03": true, "delete3": false, "delete 30": false, "delete": false, "": false,
	} {
		require.Equal(t, want, SamePhrase(typed, "delete 3"), "%q", typed)
	}
}

// A lone carriage return was typed by the user.
func TestNormalizeNewlines_OfBrowsersOnly(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a\n\nb\rc\n", NormalizeNewlines("a\r\n\r\nb\rc\n"))
}
