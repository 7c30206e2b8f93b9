package web

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// TestWarningsOf_NamesTheFirst: a listing with much that could not be read does not fill the page.
func TestWarningsOf_NamesTheFirst(t *testing.T) {
	t.Parallel()
	var warnings []inventory.Warning
	for i := range warningsShown + 3 {
		warnings = append(warnings, inventory.Warning{Resource: "volume", ID: fmt.Sprint(i), Text: "It has no id."})
	}
	one := warningsOf(warnings[:1])
	require.Len(t, one.Messages, 1)
	require.Equal(t, "volume 0", one.Messages[0].Code)
	many := warningsOf(warnings)
	require.Len(t, many.Messages, warningsShown+1)
	require.Equal(t, "and 3 more", many.Messages[warningsShown].Text)
}
