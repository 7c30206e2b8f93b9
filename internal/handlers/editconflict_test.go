package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// TestEdit_ConflictShowsBothValues sends a form that was made before another client renamed the snapshot.
func TestEdit_ConflictShowsBothValues(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	status, page := d.send("/snapshots/sn-old/edit", url.Values{"key": {"k"}, "was-name": {"older"}, "name": {"mine"}})
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, `id="conflicts"`)
	require.Contains(t, page, "<td>old</td><td>mine</td>")
	require.Contains(t, page, `name="was-name" value="old"`, "saving again replaces what is shown")
	require.Contains(t, page, `name="name" value="mine"`, "what was typed stays")
	require.Empty(t, d.ops())

	status, page = d.send("/snapshots/sn-old/edit", url.Values{"key": {"k"}, "was-name": {"old"}, "name": {strings.Repeat("x", inventory.MaxName+1)}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, `id="name-error"`)
	require.Empty(t, d.ops())
}
