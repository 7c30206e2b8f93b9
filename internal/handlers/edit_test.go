package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// The last read may be older than the state that the form was made from, so only a read right before the change is
// sent can find out whether someone else has changed a field.
func TestEdit_FormMayBeNewerThanMirror(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	status, _ := d.send("/snapshots/sn-old/edit", url.Values{"key": {"k"}, "was-name": {"not read yet"}, "name": {"mine"}})
	require.Equal(t, http.StatusSeeOther, status)
	ops := d.ops()
	require.Len(t, ops, 1)
	require.Equal(t, []operation.FieldChange{{Field: "name", From: "not read yet", To: "mine"}}, ops[0].Task.Changes)
}

func TestEdit_InvalidFieldsAreNotRecorded(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	status, page := d.send("/snapshots/sn-old/edit", url.Values{"key": {"k"}, "was-name": {"old"}, "name": {strings.Repeat("x", inventory.MaxName+1)}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, `id="name-error"`)
	require.Empty(t, d.ops())
}
