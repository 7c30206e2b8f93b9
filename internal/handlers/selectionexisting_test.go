package handlers_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExisting_ListsExistingIDs(t *testing.T) {
	t.Parallel()
	d := setupOn(t, unsizedMirror{})
	d.logIn("ada", password)
	_, text := d.send("/bulk/existing", url.Values{"vol": {"sized", "gone"}, "snap": {"s1", "s9"}})
	require.JSONEq(t, `["sized","s1"]`, text)
	_, text = d.send("/bulk/existing", nil)
	require.JSONEq(t, `[]`, text)
}
